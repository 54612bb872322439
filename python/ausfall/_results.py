"""What all answers have in common: each holds what the program prints as JSON, as attributes and as tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Tuple

from . import _core, _tables
from ._errors import Refused

if TYPE_CHECKING:
    import pandas

__all__ = ["Durations", "Estimate", "Result", "View"]


class Estimate(NamedTuple):
    """A number and the interval that holds the truth with the confidence of its result."""

    mean: Optional[float]
    low: Optional[float]
    """``None`` where nothing bounds it, or nothing is known."""
    high: Optional[float]


def _estimate(value: Any) -> Estimate:
    value = value or {}
    return Estimate(value.get("mean"), value.get("low"), value.get("high"))


def _number(value: Any) -> Optional[float]:
    return None if value is None else float(value)


def _wrapped(value: Any) -> Any:
    """JSON as what attributes give: estimates, views, lists of these."""
    if _tables.is_estimate(value):
        return _estimate(value)
    if _tables.is_quantiles(value):
        return Durations(value)
    if isinstance(value, dict):
        return value["value"] if value.keys() == {"value"} else View(value)
    if isinstance(value, list):
        return [_wrapped(each) for each in value]
    return value


class View:
    """A part of an answer. Every key of its JSON is an attribute, whether it is named here or not."""

    __slots__ = ("_data",)
    _data: Dict[str, Any]

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = dict(data)

    def to_dict(self) -> Dict[str, Any]:
        """As the program's JSON has it; a copy."""
        copy: Dict[str, Any] = json.loads(json.dumps(self._data))
        return copy

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._data:
            raise AttributeError(f"{type(self).__name__} has no '{name}'; it has {', '.join(self._data)}")
        return _wrapped(self._data[name])

    def __getitem__(self, name: str) -> Any:
        """As an attribute; for keys that are no names of Python."""
        return _wrapped(self._data[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __contains__(self, name: object) -> bool:
        return name in self._data

    def __len__(self) -> int:
        return len(self._data)

    def __dir__(self) -> List[str]:
        return sorted({*super().__dir__(), *(key for key in self._data if key.isidentifier())})

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._data == self._data  # type: ignore[attr-defined]

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self._data,)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._data)})"

    def _of(self, key: str) -> Estimate:
        return _estimate(self._data.get(key))

    def _maybe(self, key: str) -> Optional[Estimate]:
        value = self._data.get(key)
        return None if value is None else _estimate(value)

    def _durations(self, key: str) -> "Optional[Durations]":
        value = self._data.get(key)
        return Durations(value) if value else None


class Durations(View):
    """Of how long something lasts: mean and quantiles, each with its interval, in the unit of its name."""

    def _part(self, key: str) -> Estimate:
        low, high = (self._data.get("intervals") or {}).get(key, (None, None))
        return Estimate(self._data.get(key), low, high)

    @property
    def mean(self) -> Estimate:
        return self._part("mean")

    @property
    def p50(self) -> Estimate:
        """The median."""
        return self._part("p50")

    @property
    def p90(self) -> Estimate:
        return self._part("p90")

    @property
    def p95(self) -> Estimate:
        return self._part("p95")

    @property
    def p99(self) -> Estimate:
        return self._part("p99")

    @property
    def max(self) -> Optional[float]:
        """The longest that a history met."""
        return _number(self._data.get("max"))


class Result(View):
    """An answer to a question, as the program would print it.

    ``print(result)`` shows it as the program does; ``to_dict()`` is the program's JSON, and each of its keys is
    an attribute. In a notebook it shows itself as tables.
    """

    __slots__ = ("_answer",)
    _answer: _core.Answer

    def __init__(self, answer: _core.Answer) -> None:
        self._answer = answer
        super().__init__(json.loads(answer.told("json")))

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self._answer,)

    @property
    def scenario(self) -> str:
        """The scenario's name."""
        return str(self._data["scenario"])

    @property
    def variant(self) -> Optional[str]:
        """Which variant of the scenario it is; ``None`` where it has none."""
        variant = self._data.get("variant")
        return None if variant is None else str(variant)

    @property
    def interrupted(self) -> bool:
        """There is less of it than was asked for."""
        return self._answer.interrupted

    @property
    def warnings(self) -> List[str]:
        return list(self._data.get("warnings", []))

    def to_json(self) -> str:
        """The bytes that the program prints with ``--format json``."""
        return self._answer.told("json")

    def to_text(self) -> str:
        """What the program prints for people, at most 100 columns wide."""
        return self._answer.told("text")

    def to_csv(self) -> str:
        """What the program prints with ``--format csv``."""
        return self._answer.told("csv")

    def to_markdown(self) -> str:
        """What the program prints with ``--format markdown``."""
        return self._answer.told("markdown")

    def to_frame(self) -> "pandas.DataFrame":
        """A tidy data frame."""
        return _tables.frame_of_csv(self.to_csv())

    def _title(self) -> str:
        variant = self._data.get("variant")
        return self.scenario + (f", {variant}" if variant else "")

    def _repr_html_(self) -> str:
        return _tables.html_of(self.to_markdown(), self._title(), self.warnings)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of '{self._title()}'>"


def _choose(what: str, choices: Tuple[str, ...]) -> str:
    if what not in choices:
        raise Refused(f"what: '{what}' is not one of {', '.join(choices)}", "what")
    return what
