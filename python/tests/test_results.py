"""Answers as attributes, data frames and tables of a notebook."""

import html.parser
import io
import pickle

import ausfall
import pandas
import pytest

from conftest import ONE_HOST

NAME = "scenarios/examples/strategies.yaml"


@pytest.fixture(scope="module")
def run():
    return ausfall.load("scenarios/examples/host-cluster.yaml").run(replications=20)


@pytest.fixture(scope="module")
def comparison():
    return ausfall.load(NAME).compare(replications=20)


class Table(html.parser.HTMLParser):
    """The cells of each row; everything is closed that was opened."""

    def __init__(self, text):
        super().__init__()
        self.open, self.rows = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "tr" in self.open and self.open[-1] in ("td", "th", "strong"):
            self.rows[-1][-1] += data


def test_attributes_are_the_json(run):
    data = run.to_dict()
    mail = data["services"]["mail"]
    service = run.services["mail"]
    assert service.availability == tuple(mail["availability"].values())
    assert service.outage_seconds.p99.low == mail["outage_seconds"]["intervals"]["p99"][0]
    assert service.outage_seconds.max == mail["outage_seconds"]["max"]
    assert [each.cause for each in service.causes] == [each["cause"] for each in mail["causes"]]
    assert service.causes[0].outages_per_year.mean == mail["causes"][0]["outages_per_year"]["mean"]
    cluster = run.clusters["msc"]
    assert cluster.phases["boot"].mean == data["clusters"]["msc"]["phases"]["boot"]["mean"]
    assert cluster.failovers == data["clusters"]["msc"]["failovers"]
    # A key without a property of its own is an attribute all the same.
    assert service.known_from.histories == mail["known_from"]["histories"]
    assert run.method.name == "combined"
    assert "known_from" in dir(service) and "events" in dir(run)
    with pytest.raises(AttributeError, match="Service has no 'availabillity'; it has slo, availability"):
        service.availabillity


def test_a_dict_is_a_copy(run):
    run.to_dict()["services"].clear()
    run.services["mail"].to_dict().clear()
    assert run.services["mail"].outages > 0


def test_a_frame_has_a_row_a_measure(run):
    frame = run.to_frame()
    assert list(frame.columns) == ["variant", "kind", "name", "measure", "mean", "low", "high"]
    assert not frame.duplicated(["kind", "name", "measure"]).any()
    row = frame.query("kind == 'service' and name == 'mail' and measure == 'availability'").iloc[0]
    assert (row["mean"], row["low"], row["high"]) == run.services["mail"].availability
    for column in ("mean", "low", "high"):
        assert frame[column].dtype == float
    causes = run.to_frame("causes")
    minutes = causes[(causes.service == "mail") & (causes.measure == "downtime_minutes_per_year")]
    assert minutes["mean"].sum() == pytest.approx(run.services["mail"].downtime_minutes_per_year.mean)
    phases = run.to_frame("phases")
    assert phases["share"].sum() == pytest.approx(1)
    with pytest.raises(ausfall.Refused, match="what: 'cause' is not one of measures, causes, phases"):
        run.to_frame("cause")


def test_a_comparison_has_its_variants_and_differences(comparison):
    frame = comparison.to_frame()
    assert list(frame.variant.unique()) == ["none", "traditional", "host", "guest"]
    pairs = comparison.to_frame("differences")
    assert len(pairs) == 3 * 6
    ours = comparison.difference("host", "guest")
    back = comparison.difference("guest", "host")
    assert (ours.a, ours.b, back.a, back.b) == ("host", "guest", "guest", "host")
    mean, low, high = ours.downtime_minutes_per_year
    assert back.downtime_minutes_per_year == (-mean, -high, -low)
    assert {ours.verdict, back.verdict} == {"better", "worse"}
    with pytest.raises(KeyError):
        comparison.difference("host", "nobody")
    assert "against" in comparison.to_text("best")
    assert comparison.to_text("all") != comparison.to_text()
    assert "traditional" in str(comparison.variants["traditional"])


def test_tables_of_notebooks_have_the_intervals(run, comparison):
    rows = Table(run._repr_html_()).rows
    assert rows[0][:2] == ["service", "availability"]
    assert any(row[0] == "mail" and " to " in row[1] for row in rows)
    lengths = {len(row) for row in Table(comparison._repr_html_()).rows[:5]}
    assert len(lengths) == 1, "a row that is shorter than the head is filled up"


def test_names_are_harmless_in_tables():
    name = "a|b <b> `x` &lt; \\"
    room = ausfall.loads(ONE_HOST).set("name", name)
    room = room.set("services", {"web": None, name: {"needs": "web"}})
    text = room.run(replications=2)._repr_html_()
    assert "<b>" not in text
    assert name in [row[0] for row in Table(text).rows]


def test_every_answer_has_a_frame_and_a_table(tmp_path):
    room = ausfall.loads(ONE_HOST)
    log = io.StringIO("what,ttf,h\n" + "".join(f"a,{5 + i * i % 97},{1 + i % 7}\n" for i in range(30)))
    answers = {
        "solve": room.solve(at="50 h"),
        "inject": room.inject("node:hardware", samples=20),
        "fmea": room.fmea(samples=2),
        "sensitivity": room.sensitivity(),
        "check": room.set("expect", {"services.web.availability": {"at-least": 0.5}}).check(),
        "fit": ausfall.fit(log, component="what", time_to_failure="ttf", duration="h", unit="h"),
    }
    for name, answer in answers.items():
        assert isinstance(answer.to_frame(), pandas.DataFrame) and len(answer.to_frame()) > 0, name
        assert "<" in answer._repr_html_() and str(answer), name
        assert repr(answer).startswith(f"<{type(answer).__name__} of '"), name
        again = pickle.loads(pickle.dumps(answer))
        assert again.to_dict() == answer.to_dict() and str(again) == str(answer), name
    assert answers["solve"].services["web"].availability == pytest.approx(1000 / 1010)
    assert answers["inject"].faults == ["node:hardware"] and answers["inject"].replications == 20
    assert answers["fmea"].services["web"].single_points_of_failure == ["node.hardware", "web"]
    assert answers["fmea"].failures[0].effect("web") == "until repair"
    bar = answers["sensitivity"].services["web"].inputs[0]
    assert bar.low.hours < bar.median_hours < bar.high.hours
    assert answers["sensitivity"].to_svg().startswith(("<svg", "<?xml")) and answers["sensitivity"].exact
    assert answers["check"].passed and answers["check"].expectations[0].verdict == "passed"
    assert "<testsuite" in answers["check"].to_junit()
    assert "ttf: " in answers["fit"].to_yaml() and answers["fit"].plot()


def test_variants_of_a_comparison_are_kept_when_it_is_pickled(comparison):
    again = pickle.loads(pickle.dumps(comparison))
    assert again.variants["host"].to_dict() == comparison.variants["host"].to_dict()


def test_a_log_may_be_a_frame_or_compressed(tmp_path):
    import gzip
    import lzma

    text = "what,ttf,h\n" + "".join(f"a,{5 + i * i % 97},{1 + i % 7}\n" for i in range(30))
    options = {"component": "what", "time_to_failure": "ttf", "duration": "h", "unit": "h"}
    found = [ausfall.fit(pandas.read_csv(io.StringIO(text)), **options)]
    for suffix, compress in ((".gz", gzip.compress), (".xz", lzma.compress)):
        file = tmp_path / f"log.csv{suffix}"
        file.write_bytes(compress(text.encode()))
        found.append(ausfall.fit(file, **options))
    assert len({str(each.to_dict()["series"]) for each in found}) == 1
    with pytest.raises(ausfall.Refused, match="cause: the log has no column 'why'") as refused:
        ausfall.fit(io.StringIO(text), cause="why", **options)
    assert refused.value.setting == "cause"
    with pytest.raises(ausfall.Unreadable, match="nowhere.csv: cannot be read: No such file"):
        ausfall.fit("nowhere.csv", **options)
