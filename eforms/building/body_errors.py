"""Problems of a body as the nested errors Wagtail shows at the right input."""

from typing import Any

from django.core.exceptions import ValidationError

from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

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

    def add(self, path: tuple[int, ...], name: str | None, message: str) -> None:
        if path:
            if self.stream is None:
                self.stream = _Stream(self.inputs.get("items"))
            self.stream.add(path, name, message)
        elif name is None:
            self.own.append(ValidationError(message))
        else:
            self.inputs.setdefault(name, ValidationError(message))

    def as_error(self) -> StructBlockValidationError:
        inputs = dict(self.inputs)
        if self.stream is not None:
            inputs["items"] = self.stream.as_error()
        return StructBlockValidationError(block_errors=inputs, non_block_errors=self.own)
