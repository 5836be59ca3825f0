"""The StreamField of a form, kept out of migrations: blocks change often, tables do not."""

from typing import Any

from wagtail.fields import StreamField


class FormBodyField(StreamField):
    """The body of a form; its blocks come from the question registry."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from eforms.building.blocks import FormBodyBlock  # the registry needs loaded apps

        kwargs.pop("block_lookup", None)
        super().__init__(*(args or [FormBodyBlock()]), **kwargs)

    def deconstruct(self) -> tuple:
        """Leave the blocks out, so that a changed label needs no migration."""
        name, path, _args, kwargs = super().deconstruct()
        return (
            name,
            path,
            [],
            {k: v for k, v in kwargs.items() if k not in ("block_lookup", "verbose_name")},
        )
