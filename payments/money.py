"""Amounts of money: integers of yen, and how people read them."""


def format_yen(amount: int) -> str:
    """Return an amount as people read it, for example ``1,200円``.

    Raises:
        TypeError: the amount is not a whole number (half a yen does not exist).
    """
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError("an amount is a whole number of yen")
    return f"{amount:,}円"
