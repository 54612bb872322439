"""Answers of the other questions: exact ones, failure analyses, sensitivities, checks, fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Optional

from . import _tables
from ._results import Estimate, Result, View, _number

if TYPE_CHECKING:
    import pandas

__all__ = [
    "Bar", "CheckReport", "Expectation", "Failure", "FailureAnalysis", "FailureService", "FittedLog", "Sensitivity",
    "SensitivityEnd", "SensitivityService", "Solution", "SolvedService",
]  # fmt: skip


class SolvedService(View):
    """The exact answer for a service. Attributes are numbers, or ``None`` where there is none."""

    @property
    def slo(self) -> Optional[float]:
        return _number(self._data["slo"])

    def _value(self, key: str) -> Optional[float]:
        value = self._data.get(key)
        return None if value is None else _number(value["value"])

    @property
    def availability(self) -> Optional[float]:
        """In the long run; share of the time, from 0 to 1."""
        return self._value("availability")

    @property
    def unavailability(self) -> Optional[float]:
        """As precise in itself, however small."""
        return self._value("unavailability")

    @property
    def outages_per_year(self) -> Optional[float]:
        return self._value("outages_per_year")

    @property
    def mean_hours_to_outage(self) -> Optional[float]:
        """From the healthy state."""
        return self._value("mean_hours_to_outage")

    @property
    def availability_over(self) -> Optional[float]:
        """With ``at``: mean share of the time up to then."""
        return self._value("availability_over")

    @property
    def availability_at(self) -> Optional[float]:
        """With ``at``: at that time."""
        return self._value("availability_at")

    @property
    def outage_by(self) -> Optional[float]:
        """With ``at``: probability of any outage by then."""
        return self._value("outage_by")

    @property
    def outages_over(self) -> Optional[float]:
        """With ``at``: expected number up to then."""
        return self._value("outages_over")


class Solution(Result):
    """What ``solve()`` found: the exact answer."""

    @property
    def services(self) -> Dict[str, SolvedService]:
        return {name: SolvedService(its) for name, its in self._data["services"].items()}

    @property
    def approximate(self) -> bool:
        """Clocks were replaced by exponential stages."""
        return bool(self._data["approximate"])

    def to_frame(self) -> "pandas.DataFrame":
        """A row for each service and each number of it, in the column ``mean``; there is no interval."""
        return _tables.frame(_tables.measures(self.variant, self._data), _tables.MEASURES)


class FailureService(View):
    """What single failures and pairs do to a service."""

    @property
    def single_points_of_failure(self) -> List[str]:
        return list(self._data["single_points_of_failure"])

    @property
    def downtime_minutes_per_year(self) -> Estimate:
        """As long as failures are so rare that they do not meet."""
        return self._of("downtime_minutes_per_year")

    @property
    def outages_per_year(self) -> Estimate:
        return self._of("outages_per_year")


class Failure(View):
    """What a failure does."""

    @property
    def failure(self) -> str:
        """``"node1.hardware"``."""
        return str(self._data["failure"])

    @property
    def per_year(self) -> Optional[float]:
        """How often it strikes; ``None`` where the scenario does not say."""
        return _number(self._data["per_year"])

    def effect(self, service: str) -> str:
        """The worst that was seen: ``"serves on"``, ``"interrupted"``, ``"until repair"``, ..."""
        return str(self._data["services"][service]["effect"])


class FailureAnalysis(Result):
    """What ``fmea()`` found."""

    @property
    def services(self) -> Dict[str, FailureService]:
        return {name: FailureService(its) for name, its in self._data["services"].items()}

    @property
    def failures(self) -> List[Failure]:
        return [Failure(each) for each in self._data["failures"]]

    @property
    def samples(self) -> int:
        """How often each failure was struck."""
        return int(self._data["samples"])

    def to_frame(self) -> "pandas.DataFrame":
        """A row for each failure, or pair, and service."""
        return super().to_frame()


class SensitivityEnd(View):
    """An input at one end of its range."""

    @property
    def hours(self) -> float:
        return float(self._data["hours"])

    @property
    def downtime_minutes_per_year(self) -> float:
        return float(self._data["downtime_minutes_per_year"])

    @property
    def change_minutes_per_year(self) -> Estimate:
        """From every input at its median."""
        return self._of("change_minutes_per_year")


class Bar(View):
    """How far one input moves a service's downtime, all others at their medians."""

    @property
    def input(self) -> str:
        """Its path in the scenario."""
        return str(self._data["input"])

    @property
    def median_hours(self) -> float:
        return float(self._data["median_hours"])

    @property
    def low(self) -> SensitivityEnd:
        """At the lower end of its range: 5 % lie below."""
        return SensitivityEnd(self._data["low"])

    @property
    def high(self) -> SensitivityEnd:
        """At the upper end: 5 % lie above."""
        return SensitivityEnd(self._data["high"])

    @property
    def swing_minutes_per_year(self) -> float:
        """How far apart the ends are."""
        return float(self._data["swing_minutes_per_year"])

    @property
    def lost_in_chance(self) -> bool:
        """Neither end can be told from the median."""
        return bool(self._data["lost_in_chance"])


class SensitivityService(View):
    """How far each input moves the downtime of a service."""

    @property
    def downtime_minutes_per_year(self) -> Estimate:
        """With every input at its median."""
        return self._of("downtime_minutes_per_year")

    @property
    def inputs(self) -> List[Bar]:
        """The one that moves it most comes first."""
        return [Bar(each) for each in self._data["inputs"]]


class Sensitivity(Result):
    """What ``sensitivity()`` found: a tornado."""

    @property
    def services(self) -> Dict[str, SensitivityService]:
        return {name: SensitivityService(its) for name, its in self._data["services"].items()}

    @property
    def exact(self) -> bool:
        """Solved, not simulated."""
        return str(self._data["method"]) != "simulation"

    def to_svg(self) -> str:
        """The drawing that the program makes with ``--svg``."""
        return self._answer.told("svg")

    def to_frame(self) -> "pandas.DataFrame":
        """A row for each service, input and end of its range."""
        return super().to_frame()

    def _repr_html_(self) -> str:
        return self.to_svg() + super()._repr_html_()


class Expectation(View):
    """An expectation of a scenario, and whether it is met."""

    @property
    def path(self) -> str:
        """``"services.mail.availability"``."""
        return str(self._data["path"])

    @property
    def expected(self) -> str:
        """``"at least 99.9 %"``."""
        return str(self._data["expected"])

    @property
    def verdict(self) -> str:
        """``"passed"``, ``"failed"`` or ``"undecided"``."""
        return str(self._data["verdict"])

    @property
    def value(self) -> Estimate:
        """In ``unit``."""
        return self._of("value")

    @property
    def unit(self) -> str:
        """``"share"`` (from 0 to 1), ``"seconds"`` or ``"number"``."""
        return str(self._data["unit"])


class CheckReport(Result):
    """What ``check()`` found, of each scenario. ``to_json()`` is the next baseline."""

    @property
    def scenario(self) -> str:
        """The name of the first."""
        return str(self._data["checks"][0]["scenario"])

    @property
    def verdict(self) -> str:
        """The worst of all: ``"failed"`` before ``"undecided"`` before ``"passed"``."""
        return str(self._data["verdict"])

    @property
    def passed(self) -> bool:
        return self.verdict == "passed"

    @property
    def expectations(self) -> List[Expectation]:
        """Of all scenarios."""
        return [Expectation(each) for check in self._data["checks"] for each in check["expectations"]]

    @property
    def checks(self) -> List[View]:
        """A scenario each."""
        return [View(each) for each in self._data["checks"]]

    def to_junit(self) -> str:
        """The report that the program writes with ``--junit``."""
        return self._answer.told("junit")

    def to_csv(self) -> str:
        return str(self.to_frame().to_csv(index=False))

    def to_markdown(self) -> str:
        lines = ["| expectation | expected | verdict |", "|---|---|---|"]
        lines += [f"| {each.path} | {each.expected} | {each.verdict} |" for each in self.expectations]
        return "\n".join(lines) + "\n"

    def to_frame(self) -> "pandas.DataFrame":
        """A row an expectation."""
        columns = ("variant", "path", "expected", "verdict", "unit", "mean", "low", "high", "replications")
        return _tables.frame(self._rows(), columns)

    def _rows(self) -> Iterator[Dict[str, Any]]:
        for check in self._data["checks"]:
            for each in check["expectations"]:
                yield {"variant": check["variant"], **each, **(each["value"] or {})}

    def _repr_html_(self) -> str:
        return _tables.pre(self.to_text())


class FittedLog(Result):
    """What ``fit()`` found: laws of times to failure and of repairs."""

    @property
    def scenario(self) -> str:
        """The log's name."""
        return str(self._data["log"])

    @property
    def series(self) -> List[View]:
        """Group by group: ``what`` (``"ttf"`` or ``"ttr"``), ``group``, ``best``, ``laws``. Times in seconds."""
        return [View(each) for each in self._data["series"]]

    def to_yaml(self) -> str:
        """The block ``failures`` of a scenario, as the program prints it with ``--yaml``."""
        return self._answer.told("yaml")

    def plot(self) -> str:
        """What was seen and what the best law expects, as the program draws it with ``--plot``."""
        return self._answer.told("plot")

    def to_frame(self) -> "pandas.DataFrame":
        """A row a law that was tried, times in seconds."""
        return super().to_frame()
