import pytest

from payments.money import format_yen


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0円"), (300, "300円"), (1200, "1,200円"), (-50, "-50円")]
)
def test_amounts_read_as_yen(amount, text):
    assert format_yen(amount) == text


@pytest.mark.parametrize("amount", [1.5, "300", True, None])
def test_only_whole_yen(amount):
    with pytest.raises(TypeError, match="whole number"):
        format_yen(amount)
