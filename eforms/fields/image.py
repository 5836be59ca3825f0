"""画像: a picture between questions, with words for those who cannot see it.

Published forms never change, but pictures in the library do: the compiler keeps a copy of its own
under its digest, so that an old version still shows what people saw.
"""

from typing import Any

from django.utils.safestring import SafeString

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from eforms.engine.schema import Question
from eforms.fields.base import View
from eforms.fields.html import element, escape
from eforms.fields.kept_images import keep
from eforms.fields.shown import Shown


# A page of questions is 720 px wide; half of it for phones, double for fine screens.
WIDTHS = (480, 800, 1440)
SIZES = "(min-width: 48em) 45rem, 100vw"


class Image(Shown):
    """A picture of the library, with a caption if wished."""

    name = "image"
    label = "画像"
    help = "質問の間に置く図や写真です。記入例などに使います。答えはありません。"
    icon = "image"

    def option_blocks(self) -> list[tuple[str, Any]]:
        """Return picture and words."""
        return [
            ("image", ImageChooserBlock(label="画像")),
            (
                "alt",
                blocks.CharBlock(
                    label="画像の説明",
                    required=False,
                    max_length=300,
                    help_text="画像が見えない方に読み上げられます。画像の中の文字も書きます。",
                ),
            ),
            (
                "decorative",
                blocks.BooleanBlock(
                    label="飾りの画像（説明がなくても困らない）", required=False, default=False
                ),
            ),
        ]

    def compile_options(self, value: Any) -> dict[str, Any]:
        """Return ``{"image": {"src", "width", "height", "srcset"}|None, "alt", "decorative"}``."""
        decorative = bool(value.get("decorative"))
        return {
            "image": keep(value.get("image"), WIDTHS) if value.get("image") else None,
            "alt": "" if decorative else (value.get("alt") or "").strip(),
            "decorative": decorative,
        }

    def option_problems(self, value: Any) -> list[tuple[str, str]]:
        """Return what is missing."""
        if not value.get("image"):
            return [("image", "画像を選んでください")]
        if not value.get("decorative") and not (value.get("alt") or "").strip():
            return [
                (
                    "alt",
                    "画像の説明を入力してください。飾りの画像のときは「飾りの画像」を選んでください",
                )
            ]
        return []

    def render(self, question: Question, view: View) -> SafeString:
        """Return the picture, loaded when it comes near."""
        image = question.options.get("image")
        picture = ""
        if image:
            picture = element(
                "img",
                src=image["src"],
                srcset=image.get("srcset") or None,
                sizes=SIZES if image.get("srcset") else None,
                width=image["width"],
                height=image["height"],
                alt=question.options.get("alt", ""),
                loading="lazy",
                decoding="async",
            )
        caption = f"<figcaption>{escape(question.label)}</figcaption>" if question.label else ""
        return SafeString(
            f'<figure class="question question--image" data-question="{escape(question.id)}"'
            f"{' hidden' if view.hidden else ''}>{picture}{caption}</figure>"
        )
