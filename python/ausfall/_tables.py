"""Results as tables: data frames of pandas, and HTML for notebooks."""

from __future__ import annotations

import html
import io
import math
import re
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Tuple

if TYPE_CHECKING:
    import pandas


def _pandas() -> Any:
    try:
        import pandas
    except ImportError as missing:  # pragma: no cover
        raise ImportError("data frames need pandas (Debian: python3-pandas)") from missing
    return pandas


def frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> "pandas.DataFrame":
    """A row a mapping; what is not known is NaN."""
    return _pandas().DataFrame.from_records(list(rows), columns=list(columns))


def frame_of_csv(text: str) -> "pandas.DataFrame":
    """Names are texts whatever they look like, and an empty cell is what is not known."""
    table = _pandas().read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    for column in table.columns:
        if column in _NAMES:
            continue
        filled = table[column] != ""
        numbers = _pandas().to_numeric(table[column].where(filled), errors="coerce")
        if numbers.notna().eq(filled).all():
            table[column] = numbers
    return table


_NAMES = {"failure", "second", "moment", "service", "effect", "input", "end", "what", "group", "law", "best", "why_not"}

MEASURES = ("variant", "kind", "name", "measure", "mean", "low", "high")


def is_estimate(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"mean", "low", "high"}


def is_quantiles(value: Any) -> bool:
    return isinstance(value, dict) and "p50" in value and "intervals" in value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _measures_in(thing: Mapping[str, Any]) -> Iterator[Tuple[str, Any, Any, Any]]:
    """Each number that stands in a service or a cluster, with its interval where it has one."""
    for key, value in thing.items():
        if is_estimate(value):
            yield key, value["mean"], value["low"], value["high"]
        elif is_quantiles(value):
            intervals = value["intervals"] or {}
            for part in ("mean", "p50", "p90", "p95", "p99", "max"):
                if value.get(part) is not None:
                    low, high = intervals.get(part, (None, None))
                    yield f"{key}.{part}", value[part], low, high
        elif isinstance(value, dict) and value.keys() == {"value"}:
            yield key, value["value"], None, None
        elif _is_number(value):
            yield key, value, None, None


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)


def measures(variant: Optional[str], result: Mapping[str, Any]) -> Iterator[Dict[str, Any]]:
    """The rows of a run, an injection or a solution."""
    for kind, things in (("service", "services"), ("cluster", "clusters")):
        for name, thing in result.get(things, {}).items():
            for measure, mean, low, high in _measures_in(thing):
                yield {
                    "variant": variant, "kind": kind, "name": name, "measure": measure,
                    "mean": _number(mean), "low": _number(low), "high": _number(high),
                }  # fmt: skip


CAUSES = ("variant", "service", "cause", "downtime_share", "measure", "mean", "low", "high")


def causes(variant: Optional[str], result: Mapping[str, Any]) -> Iterator[Dict[str, Any]]:
    for service, thing in result.get("services", {}).items():
        for cause in thing.get("causes", []):
            for measure, mean, low, high in _measures_in(cause):
                if measure == "downtime_share":
                    continue
                yield {
                    "variant": variant, "service": service, "cause": cause["cause"],
                    "downtime_share": _number(cause["downtime_share"]), "measure": measure,
                    "mean": _number(mean), "low": _number(low), "high": _number(high),
                }  # fmt: skip


PHASES = ("variant", "cluster", "phase", "mean", "share")


def phases(variant: Optional[str], result: Mapping[str, Any]) -> Iterator[Dict[str, Any]]:
    for cluster, thing in result.get("clusters", {}).items():
        for phase, its in (thing.get("phases") or {}).items():
            if its:
                yield {"variant": variant, "cluster": cluster, "phase": phase, "mean": _number(its.get("mean")),
                       "share": _number(its.get("share"))}  # fmt: skip


# --- HTML ---

_STYLE = "text-align:{};vertical-align:top;white-space:normal"


def _cells(line: str) -> List[str]:
    """What stands between the bars of a line of a Markdown table; a bar behind a backslash is a letter."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def _inline(cell: str) -> str:
    """A cell as HTML: what is behind a backslash is a letter, what begins in ** is strong."""
    letters = re.sub(r"\\([\\|<>\[\]`&])", r"\1", cell)
    strong = re.fullmatch(r"\*\*(.+?)\*\*(.*)", letters)
    if not strong:
        return html.escape(letters)
    return f"<strong>{html.escape(strong[1])}</strong>{html.escape(strong[2])}"


def _table(lines: List[str]) -> str:
    rows = [_cells(line) for line in lines]
    head, rule, body = rows[0], rows[1], rows[2:]
    sides = ["right" if mark.endswith(":") else "left" for mark in rule]

    def row(cells: List[str], tag: str) -> str:
        padded = cells + [""] * (len(head) - len(cells))
        return "<tr>" + "".join(
            f'<{tag} style="{_STYLE.format(side)}">{_inline(cell)}</{tag}>' for cell, side in zip(padded, sides)
        ) + "</tr>"

    return (
        "<table>\n<thead>" + row(head, "th") + "</thead>\n<tbody>\n"
        + "\n".join(row(cells, "td") for cells in body) + "\n</tbody>\n</table>\n"
    )  # fmt: skip


def html_of(markdown: str, title: str, notes: Iterable[str] = ()) -> str:
    """The tables of a result, with its title and its notes."""
    text = f"<div><p><strong>{html.escape(title)}</strong></p>\n"
    lines = markdown.splitlines()
    at = 0
    while at < len(lines):
        if not lines[at].startswith("|"):
            if lines[at].strip():
                text += f"<p>{_inline(lines[at].strip())}</p>\n"
            at += 1
            continue
        end = at
        while end < len(lines) and lines[end].startswith("|"):
            end += 1
        text += _table(lines[at:end])
        at = end
    for note in notes:
        text += f"<p><em>{html.escape(note)}</em></p>\n"
    return text + "</div>"


def pre(text: str) -> str:
    return f"<pre>{html.escape(text)}</pre>"
