"""Answers of runs, injections and comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Tuple

from . import _tables
from ._errors import Refused
from ._results import Durations, Estimate, Result, View, _choose, _number

if TYPE_CHECKING:
    import pandas

__all__ = ["Cause", "Cluster", "Comparison", "Difference", "Phase", "RunResult", "Service"]


class Cause(View):
    """What a service's downtime is put down to."""

    @property
    def cause(self) -> str:
        """``"node1.hardware"``."""
        return str(self._data["cause"])

    @property
    def outages(self) -> int:
        """That were seen."""
        return int(self._data["outages"])

    @property
    def downtime_share(self) -> float:
        """Of the service's downtime, from 0 to 1."""
        return float(self._data["downtime_share"])

    @property
    def downtime_minutes_per_year(self) -> Estimate:
        return self._of("downtime_minutes_per_year")

    @property
    def outages_per_year(self) -> Estimate:
        return self._of("outages_per_year")


class Service(View):
    """What a run, or an injection, says of a service."""

    @property
    def slo(self) -> Optional[float]:
        """The availability that was promised, from 0 to 1."""
        return _number(self._data["slo"])

    @property
    def availability(self) -> Estimate:
        """Share of the time, from 0 to 1."""
        return self._of("availability")

    @property
    def unavailability(self) -> Estimate:
        """Share of the time, from 0 to 1; as precise in itself, however small."""
        return self._of("unavailability")

    @property
    def downtime_minutes_per_year(self) -> Estimate:
        """Minutes in a year of 365 days."""
        return self._of("downtime_minutes_per_year")

    @property
    def outages_per_year(self) -> Estimate:
        return self._of("outages_per_year")

    @property
    def outages(self) -> int:
        """That were seen."""
        return int(self._data["outages"])

    @property
    def outage_seconds(self) -> Optional[Durations]:
        """How long one outage is; ``None`` where none was seen to its end."""
        return self._durations("outage_seconds")

    @property
    def served(self) -> Estimate:
        """Share of the requests, from 0 to 1."""
        return self._of("served")

    @property
    def outage_by_horizon(self) -> Estimate:
        """Probability of any outage by the horizon."""
        return self._of("outage_by_horizon")

    @property
    def slo_met_per_year(self) -> Optional[Estimate]:
        """Probability that a year keeps the slo; ``None`` without an slo."""
        return self._maybe("slo_met_per_year")

    @property
    def slo_met_per_month(self) -> Optional[Estimate]:
        """Probability that a month keeps the slo; ``None`` without an slo."""
        return self._maybe("slo_met_per_month")

    @property
    def year_downtime_minutes(self) -> Optional[Durations]:
        """The downtime of one year; ``None`` where no year is whole."""
        return self._durations("year_downtime_minutes")

    @property
    def causes(self) -> List[Cause]:
        """The largest share of the downtime first."""
        return [Cause(each) for each in self._data["causes"]]


class Phase(View):
    """A phase of an average failover."""

    @property
    def mean(self) -> float:
        """Seconds."""
        return float(self._data.get("mean", 0))

    @property
    def share(self) -> float:
        """Of a failover's time, from 0 to 1."""
        return float(self._data.get("share", 0))


class Cluster(View):
    """What a run, or an injection, says of a cluster."""

    @property
    def failovers(self) -> int:
        """That came to their end, in all replications."""
        return int(self._data["failovers"])

    @property
    def failovers_failed(self) -> int:
        return int(self._data["failovers_failed"])

    @property
    def failovers_per_year(self) -> Estimate:
        return self._of("failovers_per_year")

    @property
    def split_brain(self) -> int:
        """How often two sides held themselves entitled."""
        return int(self._data["split_brain"])

    @property
    def failover_seconds(self) -> Optional[Durations]:
        """How long one failover takes; ``None`` where none was seen."""
        return self._durations("failover_seconds")

    @property
    def phases(self) -> Dict[str, Phase]:
        """In their order; they add up to an average failover."""
        return {name: Phase(its or {}) for name, its in self._data["phases"].items()}


class RunResult(Result):
    """What ``run()`` found; of ``inject()``, it holds ``faults`` and ``samples`` instead of replications."""

    @property
    def seed(self) -> int:
        return int(self._data["seed"])

    @property
    def replications(self) -> int:
        """Of an injection, its samples."""
        return int(self._data.get("replications", self._data.get("samples", 0)))

    @property
    def confidence(self) -> float:
        """Of the intervals, from 0 to 1."""
        return float(self._data["confidence"])

    @property
    def horizon_hours(self) -> float:
        """Of one replication."""
        return float(self._data["horizon_hours"])

    @property
    def digest(self) -> str:
        """Of all that does not depend on threads or machine: the same from Python and from the program."""
        return str(self._data["digest"])

    @property
    def services(self) -> Dict[str, Service]:
        return {name: Service(its) for name, its in self._data["services"].items()}

    @property
    def clusters(self) -> Dict[str, Cluster]:
        return {name: Cluster(its) for name, its in self._data["clusters"].items()}

    def to_frame(self, what: str = "measures") -> "pandas.DataFrame":
        """A tidy data frame.

        ``"measures"``: a row for each service or cluster and each number of it, with ``mean, low, high``. The unit
        is in the measure's name; shares and probabilities go from 0 to 1.
        ``"causes"``: a row for each service, cause and number of it.
        ``"phases"``: a row for each cluster and phase of an average failover, in seconds.
        """
        return _run_frame([(self.variant, self._data)], what)


def _run_frame(results: List[Tuple[Optional[str], Mapping[str, Any]]], what: str) -> "pandas.DataFrame":
    _choose(what, ("measures", "causes", "phases"))
    rows, columns = {
        "measures": (_tables.measures, _tables.MEASURES),
        "causes": (_tables.causes, _tables.CAUSES),
        "phases": (_tables.phases, _tables.PHASES),
    }[what]
    return _tables.frame((row for variant, data in results for row in rows(variant, data)), columns)


class Difference(View):
    """What a service has more in the variant ``b`` than in ``a``, on the same random numbers."""

    @property
    def service(self) -> str:
        return str(self._data["service"])

    @property
    def a(self) -> str:
        return str(self._data["a"])

    @property
    def b(self) -> str:
        return str(self._data["b"])

    @property
    def downtime_minutes_per_year(self) -> Estimate:
        """Of b less that of a: below 0 where b is better."""
        return self._of("downtime_minutes_per_year")

    @property
    def outages_per_year(self) -> Estimate:
        return self._of("outages_per_year")

    @property
    def served(self) -> Estimate:
        """Share of the requests."""
        return self._of("served")

    @property
    def verdict(self) -> str:
        """Of b: ``"better"``, ``"worse"`` or ``"not separable"``. All verdicts of a comparison are right at once
        with its confidence."""
        return str(self._data["verdict"])

    def reversed(self) -> "Difference":
        """Of a against b."""
        data = self.to_dict()
        data["a"], data["b"] = data["b"], data["a"]
        for key in ("downtime_minutes_per_year", "outages_per_year", "served", "verdict_range"):
            value = data.get(key)
            if value:
                low, high = value["low"], value["high"]
                value["low"] = None if high is None else -high
                value["high"] = None if low is None else -low
                if value.get("mean") is not None:
                    value["mean"] = -value["mean"]
        data["verdict"] = {"better": "worse", "worse": "better"}.get(data["verdict"], data["verdict"])
        for cause in data.get("causes", []):
            cause["downtime_minutes_per_year"] = -cause["downtime_minutes_per_year"]
        return Difference(data)


class Comparison(Result):
    """What ``compare()`` found."""

    @property
    def seed(self) -> int:
        return int(self._data["seed"])

    @property
    def replications(self) -> int:
        """Of each variant."""
        return int(self._data["replications"])

    @property
    def confidence(self) -> float:
        return float(self._data["confidence"])

    @property
    def digest(self) -> str:
        return str(self._data["digest"])

    @property
    def variants(self) -> Dict[str, RunResult]:
        """Each as it would be run alone, in the order in which they are written."""
        return {name: RunResult(part) for name, part in zip(self._answer.names, self._answer.parts)}

    @property
    def differences(self) -> List[Difference]:
        """Of every two variants that have the service."""
        return [Difference(each) for each in self._data["differences"]]

    def difference(self, a: str, b: str, service: Optional[str] = None) -> Difference:
        """What ``b`` has more than ``a``, in whatever order they are written. Raises KeyError."""
        for each in self.differences:
            if {each.a, each.b} == {a, b} and service in (None, each.service):
                return each if each.a == a else each.reversed()
        raise KeyError((a, b, service))

    def to_text(self, pairs: str = "first") -> str:
        """What the program prints. ``pairs``: each variant against the ``"first"``, the ``"best"``, or ``"all"``."""
        return self._answer.told(_form("text", pairs))

    def to_markdown(self, pairs: str = "first") -> str:
        return self._answer.told(_form("markdown", pairs))

    def to_frame(self, what: str = "measures") -> "pandas.DataFrame":
        """As of a run, for all variants; or ``"differences"``: a row a pair of variants, service and measure, with
        the verdict."""
        _choose(what, ("measures", "causes", "phases", "differences"))
        if what != "differences":
            return _run_frame(list(self._data["variants"].items()), what)
        return _tables.frame(self._difference_rows(), ("service", "a", "b", "measure", "mean", "low", "high", "verdict"))

    def _difference_rows(self) -> Iterator[Dict[str, Any]]:
        for each in self.differences:
            for measure in ("downtime_minutes_per_year", "outages_per_year", "served"):
                mean, low, high = each._of(measure)
                yield {"service": each.service, "a": each.a, "b": each.b, "measure": measure, "mean": mean, "low": low,
                       "high": high, "verdict": each.verdict}  # fmt: skip


def _form(form: str, pairs: str) -> str:
    if pairs not in ("first", "best", "all"):
        raise Refused(f"pairs: '{pairs}' is not one of first, best, all", "pairs")
    return form if pairs == "first" else f"{form}.{pairs}"
