"""The markup all question types share: frame, label, help, error, plain inputs."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eforms.engine.schema import Question
from eforms.fields.base import View
from eforms.fields.html import attributes, element, escape, join, lines


REQUIRED = '<span class="badge badge--required"{}>{}</span>'
OPTIONAL = '<span class="optional"{}>{}</span>'
TELLS_WHEN = {True: " data-when-required", False: " data-when-optional"}


def label_content(question: Question, required: bool, always: bool = False) -> SafeString:
    """Return label and mark: 必須 or （任意）; both, one of them hidden, when a rule decides."""
    if always or question.require is None or question.required:
        mark = _required("") if required or always or question.required else _optional("")
    else:
        mark = _required(TELLS_WHEN[True] + ("" if required else " hidden"))
        mark += _optional(TELLS_WHEN[False] + (" hidden" if required else ""))
    label = escape(question.label)
    # What nobody translated is marked, so that screen readers read it as Japanese.
    if question.options.get("lang"):
        label = f'<span lang="ja">{label}</span>'
    return SafeString(f"{label} {mark}")


def _required(state: str) -> str:
    return REQUIRED.format(state, _("必須"))


def _optional(state: str) -> str:
    return OPTIONAL.format(state, _("（任意）"))


def frame(
    question: Question,
    view: View,
    inputs: str,
    *,
    hint: str = "",
    fieldset: bool = False,
    always_required: bool = False,
) -> SafeString:
    """Return a question: a fieldset with legend for several inputs, else a div with label."""
    content = label_content(question, view.required, always_required)
    tag = "fieldset" if fieldset else "div"
    described = described_by(question, view, hint) if fieldset else ""
    describe = f' aria-describedby="{described}"' if described else ""
    style = "question question--error" if view.message else "question"
    name = escape(view.name)
    label = (
        f'<legend class="question__label">{content}</legend>'
        if fieldset
        else f'<label class="question__label" for="{name}">{content}</label>'
    )
    return SafeString(
        f'<{tag} class="{style}" data-question="{escape(question.id)}"{describe}'
        f"{' hidden' if view.hidden else ''}>"
        f"{label}{_help(question, name, hint)}{error(view)}{inputs}</{tag}>"
    )


def _help(question: Question, name: str, hint: str) -> str:
    if not question.help and not hint:
        return ""
    between = "<br>" if question.help and hint else ""
    text = f"{lines(question.help)}{between}{escape(hint)}"
    return f'<p class="question__help" id="{name}-help">{text}</p>'


def error(view: View) -> str:
    """Return the error of a question, or nothing."""
    if not view.message:
        return ""
    return (
        f'<p class="question__error" id="{escape(view.name)}-error">'
        f'<span class="visually-hidden">{_("エラー：")}</span>{escape(view.message)}</p>'
    )


def described_by(question: Question, view: View, hint: str = "") -> str:
    """Return the ids of help and error, escaped; an empty text when there is neither."""
    name = escape(view.name)
    parts = f"{name}-help" if question.help or hint else ""
    if view.message:
        parts += f" {name}-error" if parts else f"{name}-error"
    return parts


def text_input(
    question: Question, view: View, *, hint: str = "", width: str = "full", **values: object
) -> SafeString:
    """Return the one text input of a question."""
    return element(
        "input",
        type="text",
        class_=f"input input--{width}",
        id=view.name,
        name=view.name,
        value=view.text(),
        aria_describedby=described_by(question, view, hint) or None,
        aria_invalid="true" if view.message else None,
        **values,
    )


def part_input(
    view: View,
    part: str,
    label: str,
    *,
    width: str = "full",
    part_class: str = "",
    **values: object,
) -> SafeString:
    """Return a labelled text input for one part of an answer."""
    identity = view.id(part)
    return labelled_part(
        identity,
        label,
        element(
            "input",
            type="text",
            class_=f"input input--{width}",
            id=identity,
            name=identity,
            value=view.text(part),
            **part_state(view, part),
            **values,
        ),
        part_class,
    )


def labelled_part(identity: str, label: str, control: str, part_class: str = "") -> SafeString:
    """Return a part's control below its label."""
    return SafeString(
        f'<div class="{f"part {part_class}".strip()}">'
        f'<label for="{escape(identity)}">{label}</label>{control}</div>'
    )


def part_state(view: View, part: str) -> dict[str, object]:
    """Return the attributes that tell of the error of one input among several."""
    if not view.invalid(part):
        return {}
    return {"aria_invalid": "true", "aria_describedby": f"{view.name}-error"}


def choice(kind: str, identity: str, view: View, value: str, label: str, chosen: bool) -> str:
    """Return a radio button or check box with its label (text).

    One that is hidden is not sent either; the browser shows it when its rule holds.
    """
    gone = value in view.hidden_choices
    state = attributes({"checked": chosen, "disabled": gone, **part_state(view, "")})
    identity = escape(identity)
    return (
        f'<div class="choice"{" hidden" if gone else ""}>'
        f'<input type="{kind}" id="{identity}" name="{escape(view.name)}"'
        f' value="{escape(value)}"{state}><label for="{identity}">{escape(label)}</label></div>'
    )


def choices(
    kind: str, view: View, options: list[tuple[str, str]], chosen: list[str], style: str = "choices"
) -> SafeString:
    """Return radio buttons or check boxes (value, label); the first one has the question's id."""
    return element(
        "div",
        join(
            choice(
                kind, f"{view.name}-{i}" if i else view.name, view, value, label, value in chosen
            )
            for i, (value, label) in enumerate(options)
        ),
        class_=style,
    )
