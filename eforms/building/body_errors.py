"""Problems of a body as the nested errors Wagtail shows at the right input."""

from typing import Any

from django.core.exceptions import ValidationError

from wagtail.blocks import (
    ListBlockValidationError,
    StreamBlockValidationError,
    StructBlockValidationError,
)

from eforms.building.problems import Problem


def raise_together(error: StreamBlockValidationError | None, problems: list[Problem]) -> None:
    """Raise the blocks' own error together with the problems, or nothing when there are none.

    Where a block says something about an input itself, the problem about that input is left out.

    Raises:
        StreamBlockValidationError: there is something to say.
    """
    if error is None and not problems:
        return
    tree = _Stream(error)
    for problem in problems:
        tree.add(problem.path, problem.input, problem.message)
    raise tree.as_error()


class _Stream:
    """The errors of a stream: those of its blocks by index, and its own."""

    def __init__(self, error: Any) -> None:
        known = isinstance(error, StreamBlockValidationError)
        self.own = list(error.non_block_errors.as_data()) if known else []
        self.blocks = {
            index: _Struct(part) for index, part in (error.block_errors if known else {}).items()
        }
        # An error of another kind stays what it is.
        self.other = error if error is not None and not known else None

    def add(self, path: tuple[int, ...], name: str | None, message: str) -> None:
        block = self.blocks.setdefault(path[0], _Struct(None))
        block.add(path[1:], name, message)

    def as_error(self) -> ValidationError:
        if self.other is not None:
            return self.other
        return StreamBlockValidationError(
            block_errors={index: block.as_error() for index, block in self.blocks.items()},
            non_block_errors=self.own,
        )


class _Struct:
    """The errors of a section, group or question: by input, of its stream, and its own."""

    def __init__(self, error: Any) -> None:
        known = isinstance(error, StructBlockValidationError)
        self.own = list(error.non_block_errors.as_data()) if known else []
        self.inputs = dict(error.block_errors) if known else {}
        if error is not None and not known:
            self.own.append(error)
        self.stream: _Stream | None = None
        self.lists: dict[str, _List] = {}

    def add(self, path: tuple[int, ...], name: str | None, message: str) -> None:
        if path:
            if self.stream is None:
                self.stream = _Stream(self.inputs.get("items"))
            self.stream.add(path, name, message)
        elif name is None:
            self.own.append(ValidationError(message))
        elif "." in name:  # the entry of a list: choices.0.show
            at, number, rest = name.split(".", 2)
            if at not in self.lists:
                self.lists[at] = _List(self.inputs.get(at))
            self.lists[at].add(int(number), rest, message)
        else:
            self.inputs.setdefault(name, ValidationError(message))

    def as_error(self) -> StructBlockValidationError:
        inputs = dict(self.inputs)
        if self.stream is not None:
            inputs["items"] = self.stream.as_error()
        for name, entries in self.lists.items():
            # What is wrong with the list as a whole comes first.
            own = inputs.get(name)
            inputs[name] = entries.as_error(own if own is not entries.error else None)
        return StructBlockValidationError(block_errors=inputs, non_block_errors=self.own)


class _List:
    """The errors of a list: those of its entries by number, and its own."""

    def __init__(self, error: Any) -> None:
        known = isinstance(error, ListBlockValidationError)
        self.error = error
        self.own = list(error.non_block_errors.as_data()) if known else []
        self.entries = {
            number: _Struct(part) for number, part in (error.block_errors if known else {}).items()
        }
        if error is not None and not known:
            self.own.append(error)

    def add(self, number: int, name: str, message: str) -> None:
        self.entries.setdefault(number, _Struct(None)).add((), name, message)

    def as_error(self, further: ValidationError | None) -> ListBlockValidationError:
        return ListBlockValidationError(
            block_errors={number: entry.as_error() for number, entry in self.entries.items()},
            non_block_errors=self.own + ([further] if further is not None else []),
        )
