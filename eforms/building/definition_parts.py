"""Reading the parts of a data file: its errors, and rules and calculations that name codes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eforms.engine.rules import APPLICANT_KIND, MATCHES, ROW_MATCHES


class DefinitionError(ValueError):
    """A data file that cannot be loaded; ``path`` is the place in it."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}：{message}" if path else message)
        self.path = path


@dataclass(frozen=True)
class Known:
    """A question or group as rules of the file name it."""

    id: str
    choices: dict[str, str] = field(default_factory=dict)


def checked_keys(
    part: Any, allowed: set[str], path: str, required: Iterable[str] = ()
) -> dict[str, Any]:
    """Return a mapping of the file.

    Raises:
        DefinitionError: it is no mapping, has an unknown key, or lacks a required one.
    """
    if not isinstance(part, dict):
        raise DefinitionError(path, "名前と値の組で書いてください")
    unknown = sorted(set(map(str, part)) - allowed)
    if unknown:
        raise DefinitionError(
            _join(path, unknown[0]), f"使えるのは {', '.join(sorted(allowed))} です"
        )
    for name in required:
        if part.get(name) in (None, "", []):
            raise DefinitionError(_join(path, name), "入力してください")
    return part


def each(parts: Any, path: str) -> Iterable[tuple[str, Any]]:
    """Return place and part of a list.

    Raises:
        DefinitionError: it is no list.
    """
    if not isinstance(parts, list):
        raise DefinitionError(path, "並びで書いてください")
    return ((f"{path}[{index}]", part) for index, part in enumerate(parts))


class Rules:
    """Rules and calculations of the file, turned into the engine's: ids stand for codes."""

    def __init__(self, known: dict[str, Known]) -> None:
        self.known = known

    def rule(self, rule: Any, path: str) -> dict[str, Any] | None:
        """Return a rule, ``None`` for none.

        Raises:
            DefinitionError: it has another shape, or names what is not there.
        """
        if not rule:
            return None
        if not isinstance(rule, dict):
            raise DefinitionError(path, "all、any、none のどれか1つで書いてください")
        key = next((name for name in MATCHES if name in rule), None)
        if key is not None:
            checked_keys(rule, {key}, path)
            return {
                key: [self.rule(part, place) for place, part in each(rule[key], f"{path}.{key}")]
            }
        row = next((name for name in ROW_MATCHES if name in rule), None)
        if row is not None:
            checked_keys(rule, {row, "rule"}, path, required=(row, "rule"))
            inside = self.rule(rule["rule"], f"{path}.rule")
            return {row: self.item(rule[row], f"{path}.{row}"), "rule": inside}
        return self._condition(rule, path)

    def _condition(self, rule: dict[str, Any], path: str) -> dict[str, Any]:
        checked_keys(rule, {"question", "op", "value", "other"}, path, required=("question", "op"))
        if rule["question"] == APPLICANT_KIND:
            return {"ref": APPLICANT_KIND, "op": rule["op"], "value": rule.get("value")}
        ref = self.item(rule["question"], f"{path}.question")
        if "other" in rule:
            other = self.item(rule["other"], f"{path}.other")
            return {"ref": ref, "op": rule["op"], "other": other}
        value, source = rule.get("value"), self.known[str(rule["question"])]
        if source.choices and value is not None:
            value = self._choice_ids(value, source, f"{path}.value")
        if isinstance(value, date):
            value = value.isoformat()
        return {"ref": ref, "op": rule["op"], "value": value}

    def formula(self, formula: Any, path: str) -> dict[str, Any] | None:
        """Return a calculation, ``None`` for none; terms are codes or numbers.

        Raises:
            DefinitionError: it names what is not there.
        """
        if not formula:
            return None
        checked_keys(formula, {"op", "of", "at"}, path, required=("op", "of"))
        terms = formula["of"]
        written = dict(formula)
        if isinstance(terms, list):
            written["of"] = [
                self.item(term, place) if isinstance(term, str) else term
                for place, term in each(terms, f"{path}.of")
            ]
        else:
            written["of"] = self.item(terms, f"{path}.of")
        if "at" in formula and str(formula["at"]) in self.known:
            written["at"] = self.item(formula["at"], f"{path}.at")
        elif "at" in formula:
            written["at"] = str(formula["at"])  # a day, or "today"
        return written

    def item(self, code: Any, path: str) -> str:
        """Return the id of a question or group.

        Raises:
            DefinitionError: there is none with this code.
        """
        found = self.known.get(str(code))
        if found is None:
            raise DefinitionError(path, f"質問 {code!r} がありません")
        return found.id

    def _choice_ids(self, value: Any, source: Known, path: str) -> Any:
        if isinstance(value, list):
            return [self._choice_ids(part, source, path) for part in value]
        if value not in source.choices:
            raise DefinitionError(path, f"選択肢 {value!r} がありません")
        return source.choices[value]


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
