"""Scenarios: how they are read, changed and refused."""

import datetime
import pickle
import warnings

import ausfall
import pytest

from conftest import ONE_HOST, PROGRAM, called, printed

AS_DICT = {
    "ausfall": 1,
    "name": "one host",
    "horizon": "20 y",
    "replications": 50,
    "hosts": {"node": {"failures": {"hardware": {"mttf": datetime.timedelta(hours=1000), "mttr": "10 h"}}}},
    "apps": {"web": {"on": "node"}},
    "services": {"web": {"needs": "web", "slo": 0.99}},
}

STRATEGIES = "scenarios/examples/strategies.yaml"


def test_a_file_a_text_and_a_dict_are_one_scenario(tmp_path):
    file = tmp_path / "one.yaml"
    file.write_text(ONE_HOST)
    digests = {room.run().digest for room in (ausfall.load(file), ausfall.load(str(file)), ausfall.loads(ONE_HOST),
                                              ausfall.from_dict(AS_DICT))}  # fmt: skip
    assert digests == {printed("run", file)["digest"]}


def test_what_a_scenario_says_of_itself():
    room = ausfall.loads(ONE_HOST)
    assert (room.name, room.services, room.clusters, room.variants) == ("one host", ["web"], [], [])
    assert (room.seed, room.replications, room.horizon_hours) == (1, 50, 20 * 8760)
    assert "node" in room.components
    assert repr(room) == "<Scenario 'one host'>"


def test_set_gives_another_and_leaves_the_first():
    room = ausfall.loads(ONE_HOST)
    better = room.set("hosts.node.failures.hardware.mttf", "2 y")
    both = room.set({"hosts.node.failures.hardware.mttf": datetime.timedelta(days=730), "horizon": "20 y"})
    assert better.run().digest == both.run().digest
    assert better.run().services["web"].unavailability.mean < room.run().services["web"].unavailability.mean
    assert room.set("horizon", "1 y").horizon_hours == 8760
    assert room.horizon_hours == 20 * 8760


@pytest.mark.parametrize(
    "path, value, text",
    [
        ("hosts.node.failures.hardware", {"mttf": "500 h"}, "{mttf: 500 h}"),
        ("services.web.slo", None, "null"),
        ("services.web.slo", 0.95, "0.95"),
        ("services.web.needs", {"any": ["web", "node"]}, "{any: [web, node]}"),
        ("name", "true: [no, {list}] # «ü😀»", '"true: [no, {list}] # «ü😀»"'),
        ("replications", 20, "20"),
    ],
)
def test_values_of_python_are_those_of_the_language(tmp_path, path, value, text):
    file = tmp_path / "one.yaml"
    file.write_text(ONE_HOST)
    assert ausfall.load(file).set(path, value).run().digest == printed("run", file, "--set", f"{path}={text}")["digest"]


def test_numbers_of_numpy_are_numbers():
    numpy = pytest.importorskip("numpy")
    room = ausfall.loads(ONE_HOST)
    assert room.set("services.web.slo", numpy.float64(0.95)).run(replications=numpy.int64(3)).replications == 3
    with pytest.raises(TypeError, match="nothing that a scenario can hold"):
        room.set("services.web.slo", object())


def test_variants_are_chosen_by_name():
    room = ausfall.load(STRATEGIES)
    assert room.variants == ["none", "traditional", "host", "guest"]
    assert ausfall.load(STRATEGIES, variant="host").variants == ["host"]
    assert room.variant("host").run(replications=4).variant == "host"
    changed = room.set("horizon", "1 y").variant("host")
    assert changed.horizon_hours == 8760
    with pytest.raises(ausfall.Refused, match='choose one by variant\\("none"\\)') as refused:
        room.run()
    assert refused.value.setting == "variant"
    with pytest.raises(ausfall.ScenarioError, match="gost"):
        room.variant("gost")


def test_scenarios_are_compared_by_name():
    """As if they were variants of one file."""
    change = "hosts.node.failures.hardware.mttr"
    room = ausfall.loads(ONE_HOST)
    result = ausfall.compare({"as it is": room, "slower": room.set(change, "20 h")})
    assert list(result.variants) == ["as it is", "slower"]
    assert result.difference("as it is", "slower").verdict == "worse"
    file = ausfall.loads(ONE_HOST + "variants: {as it is: {}, slower: {hosts: {node: {failures: {hardware: {mttr: 20 h}}}}}}\n")
    assert result.digest == file.compare().digest
    with pytest.raises(ausfall.Refused, match="nothing to compare"):
        ausfall.compare({})


def test_mistakes_have_their_places():
    with pytest.raises(ausfall.ScenarioError) as wrong:
        ausfall.loads(ONE_HOST.replace("mttr", "mtr").replace("needs: web", "needs: wbe"), name="room.yaml")
    first, second = wrong.value.errors
    assert (first.file, first.line, first.severity) == ("room.yaml", 5, "error")
    assert ONE_HOST.splitlines()[4][first.column - 1 :].startswith("mttr")
    assert "mtr" in first.message and "mttr" in first.hint
    assert second.line == 7 and "wbe" in second.message
    assert str(first).startswith("room.yaml:5:") and str(first) in str(wrong.value)
    assert isinstance(wrong.value, (ausfall.Error, ValueError))


def test_mistakes_in_a_dict_are_told_of_its_key():
    with pytest.raises(ausfall.ScenarioError) as wrong:
        ausfall.from_dict({**AS_DICT, "services": {"web": {"needs": "wbe"}}})
    assert wrong.value.errors[0].line == len(AS_DICT)


def test_messages_speak_python():
    room = ausfall.loads(ONE_HOST)
    with pytest.raises(ausfall.ScenarioError, match=r"^set\(\):1:"):
        room.set("hosts.nod.boot", "2 min")
    solvable = room.set("hosts.node.boot", "4 min")
    with pytest.raises(ausfall.Refused, match=r"(?s)With phases=K .*`run\(\)` needs no such thing"):
        solvable.solve()
    with pytest.raises(ausfall.Refused, match=r'set\("horizon", \.\.\.\)'):
        room.inject("node@30y")
    with pytest.raises(ausfall.Refused, match=r'set\("faults", None\)'):
        room.set("faults", [{"at": "1 h", "fail": "node"}]).solve()
    with pytest.raises(ausfall.ScenarioError, match=r"`compare\(\)` takes all of them|leave variant out"):
        ausfall.loads(ONE_HOST, variant="x")
    # No message speaks of a command line.
    for refused in (lambda: room.run(method="x"), lambda: room.check(baseline="dev"), lambda: solvable.solve()):
        with pytest.raises(ausfall.Error) as said:
            refused()
        assert "--" not in str(said.value), str(said.value)


@pytest.mark.parametrize(
    "options, setting, why",
    [
        ({"replications": 0}, "replications", "0 is not a whole number from 1"),
        ({"replications": 2.5}, "replications", "2.5 is not a whole number"),
        ({"replications": True}, "replications", "True is not a whole number"),
        ({"seed": -1}, "seed", "-1 is not a whole number from 0"),
        ({"seed": 2**64}, "seed", "is not a whole number"),
        ({"threads": 1025}, "threads", "from 1 to 1024"),
        ({"precision": "five"}, "precision", "not a share"),
        ({"precision": 0}, "precision", "more than 0"),
        ({"precision": []}, "precision", "neither a number nor a text"),
        ({"confidence": 1}, "confidence", "it can be from 1 %"),
        ({"method": "magic"}, "method", "not one of plain, combined, importance and auto"),
        ({"assumed": 0.5}, "assumed", "it can be from 1.001"),
    ],
)
def test_options_are_refused_by_their_names(options, setting, why):
    with pytest.raises(ausfall.Refused, match=why) as refused:
        ausfall.loads(ONE_HOST).run(**options)
    assert refused.value.setting == setting
    assert str(refused.value).startswith(setting)


def test_shares_are_texts_or_numbers():
    room = ausfall.loads(ONE_HOST)
    assert room.run(confidence=0.99).digest == room.run(confidence="99 %").digest
    assert room.run(seed=2**64 - 1).seed == 2**64 - 1


def test_a_file_that_is_not_there():
    with pytest.raises(ausfall.Unreadable, match="nowhere.yaml"):
        ausfall.load("nowhere.yaml")
    with pytest.raises(OSError):
        ausfall.load("nowhere.yaml")


def test_other_directories_are_read_when_they_are_allowed(tmp_path):
    (tmp_path / "base.yaml").write_text(ONE_HOST)
    room = tmp_path / "below" / "room.yaml"
    room.parent.mkdir()
    room.write_text("ausfall: 1\ninclude: [../base.yaml]\n")
    with pytest.raises(ausfall.Error, match="allow_read="):
        ausfall.load(room)
    assert ausfall.load(room, allow_read=[tmp_path]).services == ["web"]


def test_warnings_are_those_of_python():
    doubtful = ONE_HOST + "networks: {lan: {hosts: all}}\n"
    code, _, errors = called("validate", "-", text=doubtful)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        room = ausfall.loads(doubtful)
        room.set("horizon", "1 y")
    assert [str(each.message) for each in caught] == [each.text for each in room.warnings]
    assert len(room.warnings) == errors.count("warning:")
    assert all(each.filename == __file__ for each in caught)


def test_medians_are_warned_of():
    room = ausfall.load("scenarios/examples/unknown-hardware.yaml")
    assert [each.name for each in room.inputs][0].startswith("hosts.")
    assert all(each.low_seconds < each.median_seconds < each.high_seconds for each in room.inputs)
    with pytest.warns(ausfall.ScenarioWarning, match="inputs are not known, and taken at their medians"):
        room.inject("node1", samples=2)


def test_scenarios_go_to_other_processes():
    room = ausfall.loads(ONE_HOST).set("horizon", "1 y")
    again = pickle.loads(pickle.dumps(room))
    assert again.run().digest == room.run().digest
    error = pickle.loads(pickle.dumps(ausfall.ScenarioError([("error", "f", 1, 2, "m", "h", "f:1:2: m")])))
    assert error.errors[0].column == 2
    assert pickle.loads(pickle.dumps(ausfall.Refused("why", "what"))).setting == "what"


def test_the_version_is_the_programs():
    assert called("--version")[1].split()[1] == ausfall.__version__, PROGRAM
