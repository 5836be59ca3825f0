"""Whether a JSON value has the shape a type's JSON schema tells: types and keys, no more.

Lengths, ranges and choices are left to the types, whose refusals say what to do.
"""

from math import isfinite
from typing import Any


_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "object": dict,
    "array": list,
}


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Return whether ``value`` has the type, the keys and the items ``schema`` asks for."""
    if "anyOf" in schema:
        return any(fits(value, part) for part in schema["anyOf"])
    kind = schema.get("type")
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    if kind in _TYPES and not isinstance(value, _TYPES[kind]):
        return False
    if kind == "object":
        known = schema.get("properties", {})
        return all(key in known and fits(part, known[key]) for key, part in value.items())
    if kind == "array":
        return all(fits(part, schema["items"]) for part in value)
    return True
