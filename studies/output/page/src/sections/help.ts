// What would help most: the failures that cost most by themselves, the single points of failure, and the
// tornado of what is not known.

import { Plot, linearTicks, picture, plain, rowLabels, tickWords, timeAxis } from "../charts";
import { h, mean, number, numbers, range, table } from "../dom";
import { legend } from "../legend";
import { kinds, kindsOf } from "../model";
import { Ref, boundsOf, halfWidth } from "../ref";
import { Section, View } from "../state";
import { duration, enumeration, plural } from "../words";
import { colorOf } from "./causes";
import { figure, name, section } from "./parts";

interface Failure {
  ref: Ref;
  service: Ref;
  name: string;
  minutes: Ref;
  mean: number;
  single: boolean;
}

export function singlePoints(fmea: Ref, service: string): string[] {
  return fmea.at("services", service, "single_points_of_failure").texts;
}

function failuresOf(view: View): Failure[] {
  const single = new Set(singlePoints(view.variant.fmea, view.service));
  return view.variant.fmea
    .at("failures")
    .items.map((ref) => {
      const service = ref.at("services", view.service);
      const minutes = service.at("downtime_minutes_per_year");
      const failure = ref.at("failure").text ?? "";
      return { ref, service, name: failure, minutes, mean: boundsOf(minutes)?.mean ?? 0, single: single.has(failure) };
    })
    .filter((failure) => failure.single || failure.mean > 0)
    .sort((a, b) => b.mean - a.mean || Number(b.single) - Number(a.single));
}

const most = 10;

/** With the digits that its interval leaves. */
function minutesWords(failure: Failure): string {
  return duration(failure.mean * 60, halfWidth(boundsOf(failure.minutes)) * 60).text;
}

function drawnFailures(view: View, failures: Failure[], width: number): Element {
  const kindOf = kindsOf(view.variant.room);
  const rows = failures.map((failure, index) => {
    const bounds = boundsOf(failure.minutes)!;
    return {
      key: String(index),
      name: `${failure.single ? "◆ " : ""}${failure.name}`,
      note: duration(bounds.mean * 60, halfWidth(bounds) * 60).text,
      mean: bounds.mean * 60,
      low: (bounds.low ?? bounds.mean) * 60,
      high: (bounds.high ?? bounds.mean) * 60,
      color: colorOf(kindOf(failure.name)),
    };
  });
  const high = Math.max(...rows.map((row) => row.high)) * 1.03;
  return Plot.plot({
    width,
    height: rows.length * 36 + 30,
    marginLeft: 2,
    marginRight: 18,
    marginTop: 24,
    marginBottom: 6,
    style: plain,
    x: { domain: [0, high], axis: null },
    y: { type: "band", domain: rows.map((row) => row.key), axis: null, padding: 0 },
    marks: [
      ...timeAxis(linearTicks(high, width)),
      Plot.barX(rows, { y: "key", x1: 0, x2: "mean", fill: "color", insetTop: 20, insetBottom: 5 }),
      Plot.ruleY(rows.filter((row) => row.high > row.low), { y: "key", x1: "low", x2: "high", stroke: "var(--ink)", strokeWidth: 1.5, dy: 8 }),
      ...rowLabels(rows, -8, width),
    ],
  });
}

function failuresTable(failures: Failure[]): HTMLElement {
  return table(
    "What each failure costs by itself",
    [
      "failure",
      "single point",
      "what it does",
      { title: "a year", number: true },
      { title: "downtime each time", number: true },
      { title: "downtime a year", number: true },
      { title: "its range", number: true },
    ],
    failures.slice(0, 60).map((failure) => {
      const each = failure.service.at("downtime_seconds");
      return [
        name(failure.name),
        failure.single ? "yes" : "no",
        failure.service.at("effect").text ?? "",
        failure.ref.at("per_year").exists ? number(failure.ref.at("per_year"), "per-year") : "no rate given",
        each.exists ? number(each, "seconds") : "not measured",
        boundsOf(failure.minutes) ? mean(failure.minutes, "minutes") : "not known",
        boundsOf(failure.minutes) ? range(failure.minutes, "minutes") : "",
      ];
    }),
  );
}

function failuresFigure(view: View, failures: Failure[]): HTMLElement {
  const costly = failures.filter((failure) => failure.mean > 0).slice(0, most);
  const told = costly.map((failure) => `${failure.name}: ${duration(failure.mean * 60).text}${failure.single ? ", a single point of failure" : ""}`);
  const samples = view.variant.fmea.at("samples");
  const kindOf = kindsOf(view.variant.room);
  const shownKinds = kinds.filter((kind) => costly.some((failure) => kindOf(failure.name) === kind));
  return figure(
    "What each failure costs by itself",
    [
      "its rate times the downtime that it causes when nothing else fails: what would be gained if it never happened, as long as failures do not meet. ◆ marks single points of failure. Each failure was struck ",
      number(samples, "count"),
      " times.",
    ],
    costly.length > 1 ? legend(shownKinds.map((kind) => ({ name: kind, color: colorOf(kind) }))) : null,
    costly.length > 0 ? picture(`Downtime a year by single failures. ${told.join("; ")}.`, (width) => drawnFailures(view, costly, width)) : null,
    numbers(failuresTable(failures)),
  );
}

function singlesText(view: View, failures: Failure[]): HTMLElement | null {
  if (!view.variant.fmea.exists) return null;
  const singles = failures.filter((failure) => failure.single);
  if (singles.length === 0)
    return h("p", null, "No single failure was seen that brings ", name(view.service), " down until it is repaired, or a person comes.");
  const list = singles.map((failure) => name(failure.name));
  return h(
    "p",
    null,
    h("strong", null, plural(singles.length, "single point"), " of failure"),
    ": ",
    list.slice(0, 30).flatMap((item, index) => (index === 0 ? [item] : [", ", item])),
    list.length > 30 ? ` and ${list.length - 30} others` : "",
    ". Each alone takes ",
    name(view.service),
    " down until it is repaired, or a person comes.",
  );
}

// ---- the tornado ------------------------------------------------------------------------------------

function bars(view: View): Ref[] {
  return view.variant.sensitivity.at("services", view.service, "inputs").items.slice(0, 12);
}

function hoursWords(end: Ref): string {
  const hours = end.at("hours").number;
  return hours === null ? "" : tickWords(hours * 3600);
}

function drawnTornado(view: View, inputs: Ref[], width: number): Element {
  const middle = (view.variant.sensitivity.at("services", view.service, "downtime_minutes_per_year", "mean").number ?? 0) * 60;
  const rows = inputs.map((input, index) => {
    const low = (input.at("low", "downtime_minutes_per_year").number ?? NaN) * 60;
    const high = (input.at("high", "downtime_minutes_per_year").number ?? NaN) * 60;
    const label = input.at("input").text ?? "";
    return { key: String(index), name: label, note: `${hoursWords(input.at("low"))} to ${hoursWords(input.at("high"))}`, low, high };
  });
  const finite = rows.flatMap((row) => [row.low, row.high]).filter((value) => Number.isFinite(value));
  const high = Math.max(...finite, middle) * 1.03;
  return Plot.plot({
    width,
    height: rows.length * 38 + 30,
    marginLeft: 2,
    marginRight: 18,
    marginTop: 24,
    marginBottom: 6,
    style: plain,
    x: { domain: [0, high], axis: null },
    y: { type: "band", domain: rows.map((row) => row.key), axis: null, padding: 0 },
    marks: [
      ...timeAxis(linearTicks(high, width)),
      Plot.barX(rows.filter((row) => Number.isFinite(row.low)), { y: "key", x1: middle, x2: "low", fill: "var(--low)", insetTop: 21, insetBottom: 5 }),
      Plot.barX(rows.filter((row) => Number.isFinite(row.high)), { y: "key", x1: middle, x2: "high", fill: "var(--high)", insetTop: 21, insetBottom: 5 }),
      Plot.ruleX([middle], { stroke: "var(--ink)", strokeWidth: 1.5 }),
      ...rowLabels(rows, -8, width),
    ],
  });
}

function tornado(view: View): HTMLElement | null {
  const inputs = bars(view);
  if (inputs.length === 0) return null;
  const service = view.variant.sensitivity.at("services", view.service);
  const told = inputs.map((input) => `${input.at("input").text}: ${tickWords((input.at("low", "downtime_minutes_per_year").number ?? 0) * 60)} at ${hoursWords(input.at("low"))}, ${tickWords((input.at("high", "downtime_minutes_per_year").number ?? 0) * 60)} at ${hoursWords(input.at("high"))}`);
  const end = (one: Ref) => [number(one.at("hours"), "hours"), number(one.at("downtime_minutes_per_year"), "minutes"), range(one.at("change_minutes_per_year"), "minutes")];
  return figure(
    "What it is worth finding out",
    [
      "each input that is not known at the ends of its range, all others at their medians (the line, ",
      mean(service.at("downtime_minutes_per_year"), "minutes"),
      " a year). ",
      h("span", { class: "swatch", style: "background:var(--low)" }),
      " the low end, ",
      h("span", { class: "swatch", style: "background:var(--high)" }),
      " the high end.",
    ],
    picture(`Tornado of the inputs. ${told.join("; ")}.`, (width) => drawnTornado(view, inputs, width)),
    numbers(
      table(
        "Each input at the ends of its range",
        ["input", { title: "low end", number: true }, { title: "downtime a year", number: true }, { title: "change, range", number: true }, { title: "high end", number: true }, { title: "downtime a year", number: true }, { title: "change, range", number: true }, "told from chance"],
        inputs.map((input) => [name(input.at("input").text ?? ""), ...end(input.at("low")), ...end(input.at("high")), input.at("lost_in_chance").isTrue ? "no" : "yes"]),
      ),
    ),
  );
}

function lead(view: View, failures: Failure[]): string {
  const costly = failures.filter((failure) => failure.mean > 0);
  if (costly.length === 0) return "";
  const all = boundsOf(view.variant.fmea.at("services", view.service, "downtime_minutes_per_year"));
  const named = costly.slice(0, 3).map((failure) => `${failure.name} (${minutesWords(failure)} a year)`);
  return `The failures that cost most: ${enumeration(named)}, of ${all ? duration(all.mean * 60, halfWidth(all) * 60).text : "all"} that all single failures cost.`;
}

export const help: Section = (view) => {
  const failures = failuresOf(view);
  const tornadoFigure = tornado(view);
  if (view.service === "" || (!view.variant.fmea.exists && !tornadoFigure)) return null;
  return section(
    "help",
    "What would help most",
    lead(view, failures),
    singlesText(view, failures),
    view.variant.fmea.exists ? failuresFigure(view, failures) : null,
    tornadoFigure,
  );
};
