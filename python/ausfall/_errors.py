"""What ausfall raises and warns of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable, Optional, Tuple

__all__ = ["Error", "Interrupted", "Mistake", "Refused", "ScenarioError", "ScenarioWarning", "Unreadable"]


@dataclass(frozen=True)
class Mistake:
    """What is wrong, or doubtful, at one place of a scenario.

    ``str()`` of it is what the program prints: the place, the line and a caret below the column.
    """

    severity: str
    """``"error"`` or ``"warning"``."""
    file: str
    """As it was named; of a change, ``"set()"``."""
    line: int
    """From 1; 0 where no line is meant."""
    column: int
    """From 1, in bytes of UTF-8."""
    message: str
    hint: str
    """What to write instead; may be empty."""
    text: str
    """All of it, as compilers write it."""

    def __str__(self) -> str:
        return self.text


class Error(Exception):
    """What all errors of ausfall have in common."""


class ScenarioError(Error, ValueError):
    """A scenario that cannot be run as it stands. It holds all mistakes at once."""

    errors: Tuple[Mistake, ...]
    """Each with ``file``, ``line``, ``column``, ``message`` and ``hint``. Never empty."""

    def __init__(self, errors: Iterable[Any]) -> None:
        self.errors = tuple(each if isinstance(each, Mistake) else Mistake(*each) for each in errors)
        super().__init__("\n".join(each.text for each in self.errors))

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self.errors,)


class Refused(Error, ValueError):
    """There is no such answer, or an argument is wrong; the text says what to write instead."""

    setting: str
    """The argument that is wrong, ``"method"``; empty where no single one is."""

    def __init__(self, why: str, setting: str = "") -> None:
        self.setting = setting
        super().__init__(why)

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (str(self), self.setting)


class Unreadable(Error, OSError):
    """The system does not let us read a file: it is not there, is a directory, is not permitted."""


class ScenarioWarning(UserWarning):
    """Something in a scenario that can be run as it stands, but may not be meant so."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C stopped a study."""

    result: Optional[Any]
    """What was finished by then, an answer like any other, whose warnings say how much it is; ``None``
    where nothing was."""

    def __init__(self, result: Optional[Any] = None) -> None:
        self.result = result
        super().__init__("interrupted" if result is None else "interrupted; what was finished is in `result`")
