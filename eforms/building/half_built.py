"""A draft is kept as it was typed, half-done parts included; errors are told before publishing."""

from typing import Any

from django.core.exceptions import ValidationError

from wagtail import blocks


class HalfBuiltBlock(blocks.StructBlock):
    """A struct of the form. In a draft an input that cannot be read keeps what was typed."""

    def clean(self, value: Any) -> Any:
        """Return the cleaned value; of a draft, whatever could not be cleaned stays.

        Raises:
            StructBlockValidationError: the form is to be published and something is wrong.
        """
        if not self.is_deferred_validation:
            return super().clean(value)
        cleaned = []
        for name, typed in value.items():
            block = self.child_blocks[name]
            try:
                cleaned.append((name, block.clean(typed)))
            except ValidationError:
                cleaned.append((name, _kept(block, typed)))
        return self._to_struct_value(cleaned)


def _kept(block: blocks.Block, typed: Any) -> Any:
    """Return what was typed in a shape that can be stored and shown again."""
    if not isinstance(block, blocks.IntegerBlock | blocks.DecimalBlock | blocks.FloatBlock):
        return typed
    try:
        return block.field.to_python(typed)  # a number beyond its limits
    except ValidationError:
        return None  # no number: a browser's own input does not send that
