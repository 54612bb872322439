"""Answers that are known by heart, asked of the module alone: it is no second opinion, but the first one."""

import math

import ausfall
import pytest


def room(**keys):
    return ausfall.from_dict({"ausfall": 1, "horizon": "20 y", "replications": 400, **keys})


def contains(estimate, truth, relative_half_width):
    """Widened by half, so that one run in a thousand cries wolf; and narrow enough to say something."""
    half = (estimate.high - estimate.low) / 2
    assert abs(estimate.mean - truth) <= 1.5 * half
    assert 0 < half <= relative_half_width * truth


def test_one_repairable_host():
    one = room(hosts={"node": {"failures": {"hw": {"mttf": "1000 h", "mttr": "10 h"}}}},
               apps={"web": {"on": "node"}}, services={"web": {"needs": "web"}})  # fmt: skip
    solved = one.solve(at="50 h").services["web"]
    assert solved.availability == pytest.approx(1000 / 1010, rel=1e-12)
    # A single component with rates a and b: its unavailability at t is a/(a+b) (1 - exp(-(a+b) t)).
    a, b = 1 / 1000, 1 / 10
    assert 1 - solved.availability_at == pytest.approx(a / (a + b) * (1 - math.exp(-(a + b) * 50)), rel=1e-9)
    contains(one.run().services["web"].unavailability, 10 / 1010, 0.05)


def test_two_of_four_with_one_repairer():
    farm = room(crews={"field": {"size": 1}},
                hosts={"n1..4": {"failures": {"hw": {"mttf": "500 h", "mttr": "20 h", "crew": "field"}}}},
                services={"farm": {"needs": {"at-least": 2, "of": "n*"}}})  # fmt: skip
    a = 20 / 500
    weights = [1, 4 * a, 12 * a**2, 24 * a**3, 24 * a**4]
    truth = (weights[3] + weights[4]) / sum(weights)
    assert farm.solve().services["farm"].unavailability == pytest.approx(truth, rel=1e-10)
    contains(farm.run().services["farm"].unavailability, truth, 0.25)


def test_repair_boot_and_start_add_up():
    one = room(hosts={"node": {"boot": "10 min", "failures": {"hw": {"mttf": "1000 h", "ttr": "4 h"}}}},
               apps={"web": {"on": "node", "start": "2 min"}}, services={"web": {"needs": "web"}})  # fmt: skip
    web = one.run().services["web"]
    contains(web.unavailability, 1 - 1000 / 1004.2, 0.05)
    assert web.outage_seconds.mean.mean == pytest.approx(4.2 * 3600, rel=1e-3)
    assert web.outage_seconds.p99.mean == pytest.approx(4.2 * 3600, rel=0.02)


def test_a_failover_is_the_sum_of_its_phases():
    pair = room(
        hosts={"node1..2": {"boot": "4 min", "failures": {"hw": {"mttf": "5 y", "mttr": "6 h"}}}},
        networks={"private": {"hosts": "all"}},
        vms={"mail": {"host": "node1", "boot": "90 s"}},
        clusters={"msc": {"profile": "mscs-2003", "nodes": "node*", "heartbeat": {"interval": "1 s", "missed": 5},
                          "membership": {"regroup": "2 s"}, "quorum": "none", "fencing": "none",
                          "failover": {"delay": "10 s"}}},
        services={"mail": {"needs": "mail"}},
    )  # fmt: skip
    cluster = pair.inject("node1:hw", samples=2000).clusters["msc"]
    # The last heartbeat was sent up to a second before, and five are missed: from 4 to 5 s.
    assert cluster.phases["detect"].mean == pytest.approx(4.5, abs=0.05)
    assert cluster.phases["agree"].mean == pytest.approx(2)
    assert cluster.phases["boot"].mean == pytest.approx(90)
    assert sum(phase.mean for phase in cluster.phases.values()) == pytest.approx(cluster.failover_seconds.mean.mean)


def test_the_workstation_cluster_of_the_model_checkers():
    """The availability benchmark of Haverkort, Hermanns and Katoen (SRDS 2000), with two stations a side."""
    failures = {"hw": {"mttf": "500 h", "mttr": "30 min", "crew": "repairer"}}
    switch = {"switch": {"mttf": "4000 h", "mttr": "4 h", "crew": "repairer"}}
    stations = room(
        crews={"repairer": {"size": 1, "response": {"exponential": {"mean": "0.1 h"}}, "order": "race"}},
        hosts={"left1..2": {"failures": failures}, "right1..2": {"failures": failures}},
        networks={"left": {"hosts": "left*", "failures": switch}, "right": {"hosts": "right*", "failures": switch}},
        trunks={"backbone": {"between": ["left", "right"],
                             "failures": {"cut": {"mttf": "5000 h", "mttr": "8 h", "crew": "repairer"}}}},
        services={"premium": {"needs": {"at-least": 2, "of": ["left*", "right*"], "connected": True}}},
    )  # fmt: skip
    solved = stations.solve()
    assert (solved.chain.states, solved.chain.transitions) == (276, 1120)
    assert solved.services["premium"].availability == pytest.approx(0.999961533562363, rel=1e-12)
