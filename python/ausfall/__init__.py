"""Ausfall from Python: what happens to services when the machines under them fail.

    import ausfall

    room = ausfall.load("scenarios/examples/host-cluster.yaml")
    result = room.set("horizon", "5 y").run(replications=400)
    print(result.services["mail"].availability)
    result.to_frame()

``load()``, ``loads()`` and ``from_dict()`` read a scenario, which does not change: ``set()`` gives another. Its
methods are the program's questions: ``run``, ``compare``, ``solve``, ``inject``, ``fmea``, ``sensitivity``,
``check``; ``fit()`` asks a log of failures. Answers hold what the program prints, to the digest.
"""

from ._core import version as __version__
from ._errors import Error, Interrupted, Mistake, Refused, ScenarioError, ScenarioWarning, Unreadable
from ._findings import (
    Bar,
    CheckReport,
    Expectation,
    Failure,
    FailureAnalysis,
    FailureService,
    FittedLog,
    Sensitivity,
    SensitivityEnd,
    SensitivityService,
    Solution,
    SolvedService,
)
from ._results import Durations, Estimate, Result, View
from ._runs import Cause, Cluster, Comparison, Difference, Phase, RunResult, Service
from ._scenario import Input, Scenario, compare, fit, from_dict, load, loads

__all__ = [
    "Bar", "Cause", "CheckReport", "Cluster", "Comparison", "Difference", "Durations", "Error", "Estimate",
    "Expectation", "Failure", "FailureAnalysis", "FailureService", "FittedLog", "Input", "Interrupted", "Mistake",
    "Phase", "Refused", "Result", "RunResult", "Scenario", "ScenarioError", "ScenarioWarning", "Sensitivity",
    "SensitivityEnd", "SensitivityService", "Service", "Solution", "SolvedService", "Unreadable",
    "View", "compare", "fit", "from_dict", "load", "loads", "__version__",
]  # fmt: skip
