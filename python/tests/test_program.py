"""Whatever the program prints as JSON of an example, the module says, too: the same, to the digest."""

import re
import warnings

import ausfall
import pytest

from conftest import EXAMPLES, TOP, assert_same, called, printed

NAMES = [path.relative_to(TOP).as_posix() for path in EXAMPLES]
FEW = 12


def load(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ausfall.ScenarioWarning)
        return ausfall.load(name)


def of_one(name):
    """The scenario, or its last variant, and how the program is told which."""
    room = load(name)
    if not room.variants:
        return room, []
    return room.variant(room.variants[-1]), ["--variant", room.variants[-1]]


def a_host(room):
    return next(each for each in room.components if each.startswith("node"))


@pytest.fixture(autouse=True)
def quiet():
    """That inputs are taken at their medians is said, and tested elsewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ausfall.ScenarioWarning)
        yield


def test_there_are_examples():
    assert len(NAMES) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_run(name):
    room, which = of_one(name)
    result = room.run(replications=FEW, seed=7)
    expected = printed("run", name, *which, "--replications", FEW, "--seed", 7)
    assert result.digest == expected["digest"]
    assert_same(result, expected)
    assert room.run(replications=FEW, seed=7, threads=1).digest == result.digest


@pytest.mark.parametrize("name", [name for name in NAMES if load(name).variants])
def test_compare(name):
    result = load(name).compare(replications=FEW)
    expected = printed("compare", name, "--replications", FEW)
    assert result.digest == expected["digest"]
    assert_same(result, expected)
    for variant, part in result.variants.items():
        assert_same(part, expected["variants"][variant])


@pytest.mark.parametrize("name", NAMES)
def test_solve(name):
    """None of them is Markovian as it stands: both refuse, for the same reason."""
    room, which = of_one(name)
    code, _, errors = called("solve", name, *which)
    assert code == 2
    with pytest.raises(ausfall.Refused) as refused:
        room.solve()
    assert str(refused.value).splitlines()[:3] == errors.removeprefix("ausfall: ").splitlines()[:3]


@pytest.mark.parametrize("name", NAMES)
def test_inject(name):
    room, which = of_one(name)
    host = a_host(room)
    result = room.inject(f"{host}@30s", samples=40, confidence="99 %")
    expected = printed("inject", name, *which, "--fault", f"{host}@30s", "--samples", 40, "--confidence", "99 %")
    assert result.digest == expected["digest"]
    assert_same(result, expected)


@pytest.mark.parametrize("name", NAMES)
def test_fmea(name):
    room, which = of_one(name)
    assert_same(room.fmea(samples=2), printed("fmea", name, *which, "--samples", 2))


def test_fmea_of_pairs():
    name = "scenarios/examples/traditional-cluster.yaml"
    result = load(name).fmea(2, samples=1)
    assert_same(result, printed("fmea", name, "--order", 2, "--samples", 1))
    assert result.pairs


@pytest.mark.parametrize("name", [n for n in NAMES if re.search("expectations|traditional|unknown", n)])
def test_sensitivity(name):
    """Of a short time and of some, since each time of a scenario is a plant of its own."""
    room, which = of_one(name)
    service = room.services[0]
    horizon = "1 y" if "expectations" in name else "30 d"  # what is expected of a year needs one
    result = room.set("horizon", horizon).sensitivity(service=service, replications=2)
    assert_same(result, printed("sensitivity", name, *which, "--set", f"horizon={horizon}", "--service", service,
                                "--replications", 2))  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_check(name):
    result = load(name).check(replications=30)
    assert_same(result, printed("check", name, "--budget", 30))


def test_check_against_a_baseline(tmp_path):
    name = "scenarios/examples/expectations.yaml"
    room = ausfall.load(name)
    before = room.check(replications=100)
    file = tmp_path / "baseline.json"
    file.write_text(before.to_json())
    slower = room.set("hosts.node*.boot", "20 min")
    change = ["--set", "hosts.node*.boot=20 min"]
    expected = printed("check", name, *change, "--budget", 100, "--baseline", file, "--tolerance", "2 %")
    # As the answer itself, as a file and as a dict.
    for baseline in (before, file, before.to_dict()):
        now = slower.check(baseline=baseline, tolerance="2 %", replications=100)
        assert now.to_dict()["checks"][0].keys() == expected["checks"][0].keys()
        assert now.to_dict()["checks"][0]["expectations"] == expected["checks"][0]["expectations"]
        assert now.verdict == expected["verdict"]
    assert room.check(baseline=before, replications=100).passed


def test_solve_is_the_programs(tmp_path):
    file = tmp_path / "farm.yaml"
    file.write_text(
        "ausfall: 1\n"
        "hosts: {n1..3: {failures: {hardware: {mttf: 800 h, mttr: 12 h, crew: one}}}}\n"
        "crews: {one: {size: 1}}\n"
        "services: {farm: {needs: {at-least: 2, of: n*}}}\n"
    )
    result = ausfall.load(file).solve(at="1000 h", derivatives=True)
    assert_same(result, printed("solve", file, "--at", "1000h", "--derivatives"))


def test_fit(tmp_path):
    log = tmp_path / "log.csv"
    rows = [f"n{i % 3},2005-{1 + i % 9:02d}-{1 + i % 27:02d} 10:{i:02d},{20 + i * i % 240},{'disk' if i % 2 else 'os'}"
            for i in range(40)]  # fmt: skip
    log.write_text("node,down,minutes,why\n" + "\n".join(rows) + "\n")
    result = ausfall.fit(log, component="node", cause="why", start="down", duration="minutes", unit="min", by="cause")
    assert_same(result, printed("fit", log, "--component", "node", "--cause", "why", "--start", "down", "--duration",
                                "minutes", "--unit", "min", "--by", "cause"))  # fmt: skip


def test_texts_are_the_programs():
    name = "scenarios/examples/traditional-cluster.yaml"
    result = ausfall.load(name).run(replications=FEW)
    for form, text in (("text", str(result)), ("csv", result.to_csv()), ("markdown", result.to_markdown())):
        assert text == called("run", name, "--replications", FEW, "--format", form)[1]
    assert result.to_json().endswith("}\n")


def test_numbers_of_a_frame_are_those_of_the_programs_table():
    import io

    import pandas

    name = "scenarios/examples/host-cluster.yaml"
    result = ausfall.load(name).run(replications=FEW)
    frame = result.to_frame().set_index(["kind", "name", "measure"])
    table = pandas.read_csv(io.StringIO(result.to_csv())).set_index(["kind", "name", "measure"])
    shared = frame.index.intersection(table.index)
    assert len(shared) > 20
    for column, other in (("mean", "value"), ("low", "low"), ("high", "high")):
        ours, theirs = frame.loc[shared, column], pandas.to_numeric(table.loc[shared, other])
        pandas.testing.assert_series_equal(ours, theirs, check_names=False, check_dtype=False)
