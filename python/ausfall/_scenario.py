"""Scenarios, and what can be asked of them."""

from __future__ import annotations

import bz2
import datetime
import gzip
import json
import lzma
import os
import tempfile
import warnings as _warnings
from typing import (
    IO,
    TYPE_CHECKING,
    Any,
    Callable,
    Dict,
    Iterable,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
    Type,
    TypeVar,
    Union,
)

from . import _core
from ._errors import Interrupted, Mistake, Refused, ScenarioWarning, Unreadable
from ._findings import CheckReport, FailureAnalysis, FittedLog, Sensitivity, Solution
from ._results import Result
from ._runs import Comparison, RunResult

if TYPE_CHECKING:
    import pandas

__all__ = ["Input", "Scenario", "compare", "fit", "from_dict", "load", "loads"]

Path = Union[str, "os.PathLike[str]"]
Share = Union[float, str]
Time = Union[str, datetime.timedelta]
Progress = Callable[[int, int], object]
R = TypeVar("R", bound=Result)


class Input(NamedTuple):
    """A time that the scenario does not know."""

    name: str
    """Its path in the scenario."""
    line: int
    low_seconds: float
    """5 % lie below."""
    median_seconds: float
    high_seconds: float
    """5 % lie above."""


def _time(value: Any) -> Any:
    """A timedelta as the language writes it."""
    if isinstance(value, datetime.timedelta):
        return f"{value // datetime.timedelta(microseconds=1)} us"
    return value


def _yaml(value: Any) -> str:
    """A value of Python as the language has it; JSON is YAML."""

    def other(value: Any) -> Any:
        if isinstance(value, datetime.timedelta):
            return _time(value)
        if isinstance(value, os.PathLike):
            return os.fspath(value)
        if hasattr(value, "item"):  # a number of numpy
            return value.item()
        if isinstance(value, (set, frozenset)):
            return sorted(value)
        raise TypeError(f"{value!r} is nothing that a scenario can hold")

    # Letters beyond ASCII stand as they are: YAML has another way to write them than JSON.
    return json.dumps(value, default=other, ensure_ascii=False, allow_nan=False)


def _document(value: Mapping[str, Any]) -> str:
    """A scenario from a dict, on lines of its own, so that messages have places."""
    lines = [f"{_yaml(str(key))}: {_yaml(each)}" for key, each in value.items()]
    return "\n".join(lines) + "\n"


def _given(**options: Any) -> Dict[str, Any]:
    return {name: _time(value) for name, value in options.items() if value is not None and value is not False}


def _texts(value: Union[str, Iterable[str], None]) -> Optional[List[str]]:
    if value is None:
        return None
    return [value] if isinstance(value, str) else list(value)


def _asked(kind: Type[R], answered: Tuple[Optional[_core.Answer], bool]) -> R:
    answer, stopped = answered
    result = None if answer is None else kind(answer)
    if stopped:
        raise Interrupted(result) from None
    assert result is not None
    return result


def _paths(paths: Iterable[Path]) -> Tuple[str, ...]:
    return tuple(os.fspath(each) for each in paths)


class _Source(NamedTuple):
    """Where a scenario comes from, to be read again with other changes."""

    name: str
    text: Optional[str]
    allowed: Tuple[str, ...]


class Scenario:
    """A scenario, or the variants of one. It does not change: ``set()`` and ``variant()`` give others.

    Get one by ``ausfall.load()``, ``loads()`` or ``from_dict()``.

    The questions take the options of the program's verbs, with their names and units, as keyword arguments. A share
    is ``"5 %"`` or ``0.05``; a time is a text with its unit, ``"2000 h"``, or a ``timedelta``. All of them take
    ``progress``, a function that is told now and then ``(done, at_most)``, where an ``at_most`` of 0 is not known;
    what it raises stops the work. Ctrl-C raises ``Interrupted``, a ``KeyboardInterrupt`` that holds what was finished.
    Other threads run meanwhile. With the same seed an answer is the same as the program's, to the digest, whatever
    ``threads`` are.
    """

    def __init__(
        self,
        source: _Source,
        changes: Tuple[Tuple[str, str], ...] = (),
        chosen: Optional[Tuple[str, ...]] = None,
    ) -> None:
        self._source = source
        self._changes = changes
        self._chosen = chosen
        self._all: List[_core.Scenario]
        self._all, told = _core.read(source.name, source.text, changes, list(chosen or ()), source.allowed)
        self._warnings = [Mistake(*each) for each in told]

    def __reduce__(self) -> Tuple[Any, ...]:
        return Scenario, (self._source, self._changes, self._chosen)

    def __repr__(self) -> str:
        names = f", variants {', '.join(self.variants)}" if self.variants else ""
        return f"<Scenario '{self.name}'{names}>"

    # --- what it is ---

    @property
    def name(self) -> str:
        return self._all[0].name

    @property
    def description(self) -> str:
        return self._all[0].description

    @property
    def variants(self) -> List[str]:
        """The names of its variants, as they are written; empty where it has none."""
        return [each.variant for each in self._all if each.variant is not None]

    @property
    def services(self) -> List[str]:
        """Of its first variant."""
        return self._all[0].services

    @property
    def clusters(self) -> List[str]:
        return self._all[0].clusters

    @property
    def components(self) -> List[str]:
        """What can fail, by name: hosts, VMs, apps, links, arrays, ..."""
        return self._all[0].components

    @property
    def seed(self) -> int:
        return self._all[0].seed

    @property
    def replications(self) -> int:
        """As often it is run unless told otherwise."""
        return self._all[0].replications

    @property
    def horizon_hours(self) -> float:
        """Of one replication."""
        return self._all[0].horizon_hours

    @property
    def inputs(self) -> List[Input]:
        """The times that it does not know."""
        return [Input(*each) for each in self._all[0].inputs]

    @property
    def files(self) -> List[str]:
        """That were read for it."""
        return self._all[0].files

    @property
    def warnings(self) -> List[Mistake]:
        """What may not be meant so; it was warned of when it was read."""
        return list(self._warnings)

    # --- others like it ---

    def set(self, path: Union[str, Mapping[str, Any]], value: Any = None) -> "Scenario":
        """The same with a change, as the program makes it by ``--set PATH=VALUE``.

        ``path`` is dotted, and a segment may be a glob: ``room.set("hosts.node*.boot", "2 min")``. ``value`` is a
        text, a number, a list, a dict (merged with what is there) or ``None`` (removes it). Several at once:
        ``room.set({"hosts.a.failures.hw.mttf": "2 y", "horizon": "5 y"})``.

        Raises ScenarioError where the path leads nowhere, or the scenario is wrong with it.
        """
        pairs = path.items() if isinstance(path, Mapping) else [(path, value)]
        for each, _ in pairs:
            if not isinstance(each, str) or not each or "=" in each:
                raise Refused(f"path: {each!r} is no path; write one as in hosts.node1.boot", "path")
        more = tuple((each, _yaml(its)) for each, its in pairs)
        return self._warned(Scenario(self._source, self._changes + more, self._chosen))

    def variant(self, name: str) -> "Scenario":
        """One of its variants."""
        return self._warned(Scenario(self._source, self._changes, (name,)))

    def _warned(self, other: "Scenario") -> "Scenario":
        """Warns of what was not warned of already."""
        known = {each.message for each in self._warnings}
        other._warn([each for each in other._warnings if each.message not in known], 4)
        return other

    def _warn(self, warnings: Sequence[Mistake], level: int) -> None:
        for each in warnings:
            _warnings.warn(each.text, ScenarioWarning, stacklevel=level)

    # --- questions ---

    def run(
        self,
        *,
        replications: Optional[int] = None,
        precision: Optional[Share] = None,
        method: Optional[str] = None,
        seed: Optional[int] = None,
        threads: Optional[int] = None,
        confidence: Optional[Share] = None,
        assumed: Optional[float] = None,
        progress: Optional[Progress] = None,
    ) -> RunResult:
        """How available its services are, how long failovers take, and what the downtime is owed to.

        ``replications``: so many; with ``precision``, so many at most. ``precision``: stop once the interval of each
        service's unavailability is this share of it on either side. ``method``: ``"combined"`` (histories, and struck
        paths for what is rare), ``"plain"`` (histories alone), ``"importance"`` (all that begins with a failure on
        paths) or ``"auto"``. ``confidence`` of the intervals. ``assumed``: times that profiles assume are not known,
        by this factor up and down.
        """
        one = self._one(assumed)
        given = _given(replications=replications, precision=precision, method=method, seed=seed, threads=threads,
                       confidence=confidence)  # fmt: skip
        return _asked(RunResult, _core.run(one, given, progress))

    def compare(
        self,
        variants: Optional[Sequence[str]] = None,
        *,
        replications: Optional[int] = None,
        precision: Optional[Share] = None,
        seed: Optional[int] = None,
        threads: Optional[int] = None,
        confidence: Optional[Share] = None,
        assumed: Optional[float] = None,
        progress: Optional[Progress] = None,
    ) -> Comparison:
        """Its variants, or these of them, against one another on the same random numbers. Options are those of
        ``run()``. Scenarios that are no variants of one file: ``ausfall.compare()``."""
        chosen = self if variants is None else Scenario(self._source, self._changes, tuple(variants))
        given = _given(replications=replications, precision=precision, seed=seed, threads=threads,
                       confidence=confidence)  # fmt: skip
        return _asked(Comparison, _core.compare(chosen._assumed(assumed), given, progress))

    def solve(
        self,
        *,
        at: Optional[Time] = None,
        phases: Optional[int] = None,
        draws: Optional[int] = None,
        derivatives: bool = False,
        assumed: Optional[float] = None,
        progress: Optional[Progress] = None,
    ) -> Solution:
        """The exact answer, of a scenario with exponential times, or sums or mixtures of such.

        ``at``: also for this time, from good health on. ``phases``: replace each clock of another law by at most so
        many exponential stages. ``draws``: where something is not known, solved for so many values of it (200).
        ``derivatives``: also how the answers change with each time. Raises Refused where there is no such answer.
        """
        given = _given(at=at, phases=phases, draws=draws, derivatives=derivatives)
        return _asked(Solution, _core.solve(self._one(assumed), given, progress))

    def inject(
        self,
        fault: Union[str, Sequence[str]],
        *,
        at: Optional[str] = None,
        samples: Optional[int] = None,
        seed: Optional[int] = None,
        threads: Optional[int] = None,
        confidence: Optional[Share] = None,
        progress: Optional[Progress] = None,
    ) -> RunResult:
        """What faults do when nothing else fails: failover times by phase.

        ``fault``: ``"node1:hardware"``, ``"node1,node2:hang@30s"``, or a list of such. ``at``: the hour of the week at
        which it begins, ``"tue 3:00"``. ``samples``: how often, each time at another phase of every timer (10,000).
        """
        one = self._one(None)
        self._say_medians(one)
        given = _given(fault=fault, at=at, samples=samples, seed=seed, threads=threads, confidence=confidence)
        return _asked(RunResult, _core.inject(one, given, progress))

    def fmea(
        self,
        order: int = 1,
        *,
        samples: Optional[int] = None,
        seed: Optional[int] = None,
        threads: Optional[int] = None,
        confidence: Optional[Share] = None,
        progress: Optional[Progress] = None,
    ) -> FailureAnalysis:
        """Every single failure and its effect; with an ``order`` of 2 every pair, too. ``samples``: how often each is
        struck (100)."""
        one = self._one(None)
        self._say_medians(one)
        given = _given(order=order, samples=samples, seed=seed, threads=threads, confidence=confidence)
        return _asked(FailureAnalysis, _core.fmea(one, given, progress))

    def sensitivity(
        self,
        *,
        service: Optional[str] = None,
        factor: Optional[float] = None,
        simulate: bool = False,
        replications: Optional[int] = None,
        precision: Optional[Share] = None,
        seed: Optional[int] = None,
        threads: Optional[int] = None,
        confidence: Optional[Share] = None,
        assumed: Optional[float] = None,
        progress: Optional[Progress] = None,
    ) -> Sensitivity:
        """Which inputs move the downtime, and how far: those that are not known, at the ends of their ranges.

        ``service``: only this one. ``factor``: vary every time by it, known or not; 2 where the scenario knows all of
        them. ``simulate``: even where there is an exact answer. The others are those of ``run()``.
        """
        given = _given(service=service, factor=factor, simulate=simulate, replications=replications,
                       precision=precision, seed=seed, threads=threads, confidence=confidence)  # fmt: skip
        return _asked(Sensitivity, _core.sensitivity(self._one(assumed), given, progress))

    def check(
        self,
        *,
        baseline: Union[Path, CheckReport, RunResult, Mapping[str, Any], None] = None,
        tolerance: Optional[Share] = None,
        renamed: Union[str, Sequence[str], None] = None,
        replications: Optional[int] = None,
        seed: Optional[int] = None,
        threads: Optional[int] = None,
        confidence: Optional[Share] = None,
        progress: Optional[Progress] = None,
    ) -> CheckReport:
        """Whether it meets what it expects, all variants unless one was chosen; and, with a baseline, whether it has
        become worse.

        ``baseline``: the answer of an earlier ``check()`` or ``run()``, or its JSON as a file or a dict.
        ``tolerance``: no service may have so much more downtime than in it. ``renamed``: what the baseline calls
        array is san now, ``"array=san"``. ``replications``: so many at most.
        """
        for each in self._all:
            self._say_medians(each)
        given = _given(tolerance=tolerance, renamed=renamed, replications=replications, seed=seed, threads=threads,
                       confidence=confidence)  # fmt: skip
        with _baseline(baseline) as file:
            if file is not None:
                given["baseline"] = file
            return _asked(CheckReport, _core.check(self._source.name, self._all, given, progress))

    # --- helpers ---

    def _one(self, assumed: Optional[float]) -> _core.Scenario:
        if len(self._all) > 1:
            names = ", ".join(self.variants)
            raise Refused(
                f"the scenario has the variants {names}: choose one by variant(\"{self.variants[0]}\"); "
                "`compare()` takes all of them",
                "variant",
            )
        return self._assumed(assumed)[0]

    def _assumed(self, factor: Optional[float]) -> List[_core.Scenario]:
        if factor is None:
            return self._all
        others = [_core.assumed(each, {"assumed": factor}) for each in self._all]
        if not any(name.endswith(" (assumed)") for each in others for name, *_ in each.inputs):
            _warnings.warn("assumed: no profile of this scenario assumes a time, so it changes nothing",
                           ScenarioWarning, stacklevel=4)  # fmt: skip
        return others

    def _say_medians(self, one: _core.Scenario) -> None:
        inputs = len(one.inputs)
        if inputs:
            what = "one input is not known, and taken at its median" if inputs == 1 else (
                f"{inputs} inputs are not known, and taken at their medians")  # fmt: skip
            _warnings.warn(f"{what}; `run()` draws it", ScenarioWarning, stacklevel=3)


class _baseline:
    """The file in which a baseline lies, for as long as it is read."""

    def __init__(self, given: Any) -> None:
        self._given = given
        self._written: Optional[str] = None

    def __enter__(self) -> Optional[str]:
        if self._given is None or isinstance(self._given, (str, os.PathLike)):
            return None if self._given is None else os.fspath(self._given)
        text = self._given.to_json() if isinstance(self._given, Result) else json.dumps(self._given)
        file, self._written = tempfile.mkstemp(prefix="baseline-", suffix=".json")
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            stream.write(text)
        return self._written

    def __exit__(self, *_: object) -> None:
        if self._written is not None:
            os.unlink(self._written)


def _read(source: _Source, variant: Optional[str], changes: Optional[Mapping[str, Any]]) -> Scenario:
    pairs = tuple((path, _yaml(value)) for path, value in (changes or {}).items())
    scenario = Scenario(source, pairs, None if variant is None else (variant,))
    scenario._warn(scenario._warnings, 4)
    return scenario


def load(
    path: Path,
    *,
    variant: Optional[str] = None,
    set: Optional[Mapping[str, Any]] = None,
    allow_read: Sequence[Path] = (),
) -> Scenario:
    """A scenario from a file. Of one that has variants, all of them, or the one that is named.

    ``set``: changes, as ``Scenario.set()`` makes them. ``allow_read``: directories below which files may be included
    and read as data, beside those of the scenario's own. Raises ScenarioError and Unreadable.
    """
    return _read(_Source(os.fspath(path), None, _paths(allow_read)), variant, set)


def loads(
    text: str,
    *,
    name: str = "scenario",
    variant: Optional[str] = None,
    set: Optional[Mapping[str, Any]] = None,
    allow_read: Sequence[Path] = (),
) -> Scenario:
    """A scenario from a text of YAML, which messages call by ``name``; paths in it are relative to where ``name``
    lies."""
    return _read(_Source(name, text, _paths(allow_read)), variant, set)


def from_dict(
    scenario: Mapping[str, Any],
    *,
    name: str = "scenario",
    variant: Optional[str] = None,
    set: Optional[Mapping[str, Any]] = None,
    allow_read: Sequence[Path] = (),
) -> Scenario:
    """A scenario from a dict that holds what a file would: ``{"ausfall": 1, "hosts": {...}, ...}``. Times may be
    ``timedelta``. Lines in messages count its keys."""
    return _read(_Source(name, _document(scenario), _paths(allow_read)), variant, set)


def compare(
    scenarios: Mapping[str, Scenario],
    *,
    replications: Optional[int] = None,
    precision: Optional[Share] = None,
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    confidence: Optional[Share] = None,
    progress: Optional[Progress] = None,
) -> Comparison:
    """Scenarios against one another, by name, as if they were variants of one: ``compare({"today": room, "more
    memory": room.set(...)})``. What they call by the same name meets the same failures. Options are those of
    ``Scenario.run()``."""
    named = [_core.named(each._one(None), name) for name, each in scenarios.items()]
    given = _given(replications=replications, precision=precision, seed=seed, threads=threads, confidence=confidence)
    return _asked(Comparison, _core.compare(named, given, progress))


_COMPRESSED: Tuple[Tuple[bytes, Callable[[bytes], bytes]], ...] = (
    (b"\xfd7zXZ", lzma.decompress),
    (b"\x1f\x8b", gzip.decompress),
    (b"BZh", bz2.decompress),
)


def _log(log: Any) -> Tuple[str, bytes]:
    if isinstance(log, (str, os.PathLike)):
        name = os.fspath(log)
        try:
            with open(name, "rb") as file:
                text = file.read()
        except OSError as trouble:
            raise Unreadable(f"{name}: cannot be read: {trouble.strerror}") from None
    elif hasattr(log, "to_csv"):
        name, text = "the data frame", log.to_csv(index=False).encode()
    else:
        name, text = getattr(log, "name", "the log"), log.read()
        if isinstance(text, str):
            text = text.encode()
    for begins, decompress in _COMPRESSED:
        if text.startswith(begins):
            text = decompress(text)
    return str(name), text


def fit(
    log: Union[Path, IO[str], IO[bytes], "pandas.DataFrame"],
    *,
    component: Union[str, Sequence[str], None] = None,
    cause: Union[str, Sequence[str], None] = None,
    start: Optional[str] = None,
    end: Optional[str] = None,
    duration: Optional[str] = None,
    time_to_failure: Optional[str] = None,
    censored: Optional[str] = None,
    unit: Optional[str] = None,
    where: Optional[Mapping[str, str]] = None,
    by: str = "none",
    renewal: str = "own",
    from_: Optional[str] = None,
    until: Optional[str] = None,
    new: bool = False,
    resolution: Optional[Time] = None,
    delimiter: Optional[str] = None,
) -> FittedLog:
    """The laws of the times in a log of failures.

    ``log``: a file of comma-separated values with names of columns in its first row (compressed by gzip, bzip2 or xz,
    too), an open one, or a data frame.

    Columns, by name: ``component``, what failed (several together make its name); ``cause``, why (of several, the one
    that is not empty is the cause); ``start`` and ``end`` of each outage, or ``duration`` instead of the end, or
    ``time_to_failure`` instead of the start, with ``censored``, yes where that ended without a failure; ``unit`` of
    these two, ``"s"``, ``"min"``, ``"h"`` or ``"d"``. ``where``: only rows with this in that column.

    ``by``: fit each ``"cause"`` or each ``"component"`` for itself, or ``"none"``, all together. ``renewal``: what a
    repair makes new, ``"own"``, the cause that failed, or ``"any"``, the whole component. ``from_`` and ``until``:
    dates between which the log was kept; ``new``: all components were new when it begins. ``resolution``: what it
    counts in.

    Raises Refused where the log does not hold what the columns say.
    """
    name, text = _log(log)
    given = _given(component=_texts(component), cause=_texts(cause), start=start, end=end, duration=duration,
                   time_to_failure=time_to_failure, censored=censored, unit=unit, by=by, renewal=renewal, from_=from_,
                   until=until, new=new, resolution=resolution, delimiter=delimiter)  # fmt: skip
    if where:
        given["where"] = dict(where)
    return _asked(FittedLog, _core.fit(name, text, given))
