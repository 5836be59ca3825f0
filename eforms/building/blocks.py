"""The blocks of a form's body: sections, groups, and one block for each question type."""

from wagtail import blocks


class FormBodyBlock(blocks.StreamBlock):
    """A form is a sequence of sections."""

    section = blocks.StructBlock([("title", blocks.CharBlock(label="見出し"))])
