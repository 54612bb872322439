// How available each service is: a row a variant, its interval on a logarithmic axis, what was promised.

import { Plot, logTicks, picture, plain, rowLabels, timeAxis } from "../charts";
import { estimate, h, mean, numbers, range, table, turned } from "../dom";
import { Variant, nameOf } from "../model";
import { Ref, boundsOf, halfWidth } from "../ref";
import { Section, View } from "../state";
import { duration, nines } from "../words";
import { figure, name, section } from "./parts";

interface Row {
  key: string;
  name: string;
  note: string;
  range: string;
  mean: number;
  low: number;
  high: number;
  slo: number | null;
  chosen: boolean;
}

const secondsInYear = 31536000;

function shown(view: View): { variant: Variant; service: Ref; serviceName: string; title: string }[] {
  const several = view.report.variants.length > 1;
  const services = several ? [view.service] : view.report.services;
  return view.report.variants.flatMap((variant) =>
    services.flatMap((serviceName) => {
      const service = variant.run.at("services", serviceName);
      if (!service.at("downtime_minutes_per_year").exists) return [];
      return [{ variant, service, serviceName, title: several ? nameOf(variant, view.report) : serviceName }];
    }),
  );
}

function rowsOf(view: View): Row[] {
  return shown(view).flatMap(({ variant, service, serviceName, title }, index) => {
    const bounds = boundsOf(service.at("downtime_minutes_per_year"));
    if (!bounds) return [];
    const seconds = { mean: bounds.mean * 60, low: (bounds.low ?? bounds.mean) * 60, high: (bounds.high ?? bounds.mean) * 60 };
    const give = halfWidth(bounds) * 60;
    const words = (value: number) => duration(value, give).text;
    const bounded = bounds.low !== null && bounds.high !== null;
    const range = bounded ? `${words(seconds.low)} to ${words(seconds.high)}` : "";
    const note = seconds.mean > 0 ? words(seconds.mean) : `none seen, at most ${duration(seconds.high).text}`;
    const slo = service.at("slo").number;
    const chosen = variant === view.variant && serviceName === view.service;
    return [{ key: String(index), name: title, note, range, ...seconds, slo: slo === null ? null : (1 - slo) * secondsInYear, chosen }];
  });
}

function drawn(rows: Row[], width: number): Element {
  const seen = rows.flatMap((row) => [row.low, row.mean, row.high, row.slo ?? 0]).filter((value) => value > 0);
  const low = Math.min(...seen) / 1.6;
  const high = Math.max(...seen) * 1.6;
  const at = (value: number) => Math.max(value, low);
  return Plot.plot({
    width,
    height: rows.length * 42 + 34,
    marginLeft: 2,
    marginRight: 2,
    marginTop: 24,
    marginBottom: 10,
    style: plain,
    x: { type: "log", domain: [low, high], axis: null },
    y: { type: "band", domain: rows.map((row) => row.key), axis: null, padding: 0 },
    marks: [
      ...timeAxis(logTicks(low, high, width)),
      Plot.tickX(rows.filter((row) => row.slo), { x: "slo", y: "key", stroke: "var(--bad)", strokeWidth: 2, insetTop: 22, insetBottom: 3 }),
      Plot.ruleY(rows, { y: "key", x1: (row: Row) => at(row.low), x2: "high", stroke: (row: Row) => (row.chosen ? "var(--accent)" : "var(--mark)"), strokeWidth: 5, strokeLinecap: "round", strokeOpacity: 0.45, dy: 9 }),
      Plot.dot(rows.filter((row) => row.mean > 0), { y: "key", x: "mean", r: 5, fill: (row: Row) => (row.chosen ? "var(--accent)" : "var(--mark)"), dy: 9 }),
      ...rowLabels(width < 560 ? rows : rows.map((row) => ({ ...row, note: row.range ? `${row.note}  (${row.range})` : row.note })), -8, width),
    ],
  });
}

function numbersOf(view: View): HTMLElement {
  const several = view.report.variants.length > 1;
  return table(
    several ? `${view.service} by variant` : "Each service",
    [
      several ? "variant" : "service",
      { title: "availability", number: true },
      { title: "its range", number: true },
      { title: "downtime a year", number: true },
      { title: "its range", number: true },
      { title: "outages a year", number: true },
      { title: "requests served", number: true },
      { title: "years that keep the slo", number: true },
    ],
    shown(view).map(({ service, title }) => [
      name(title),
      h("span", { title: nines(service.at("unavailability", "mean").number ?? 1) }, mean(service.at("availability"), "availability")),
      range(service.at("availability"), "availability"),
      mean(service.at("downtime_minutes_per_year"), "minutes"),
      range(service.at("downtime_minutes_per_year"), "minutes"),
      estimate(service.at("outages_per_year"), "per-year"),
      estimate(service.at("served"), "availability"),
      service.at("slo_met_per_year").exists ? estimate(service.at("slo_met_per_year"), "share") : "no slo",
    ]),
  );
}

function differences(view: View): HTMLElement | null {
  const against = view.variant.name;
  const rows = view.report.differences.filter(
    (one) => one.at("service").text === view.service && [one.at("a").text, one.at("b").text].includes(against),
  );
  if (rows.length === 0) return null;
  return table(
    `What others have more or less than ${against}`,
      ["variant", { title: "downtime a year", number: true }, { title: "its range", number: true }, "verdict"],
      rows.map((one) => {
        const [a, b] = [one.at("a").text ?? "", one.at("b").text ?? ""];
        const minutes = one.at("downtime_minutes_per_year");
        const sign = a === against ? 1 : -1;
        const better = one.at("better").text;
        return [
          name(sign > 0 ? b : a),
          turned(minutes, sign, (it) => mean(it, "minutes")),
          turned(minutes, sign, (it) => range(it, "minutes")),
          better === null ? "not to be told" : better === against ? "worse" : "better",
        ];
      }),
    );
}

function lead(view: View, rows: Row[]): string {
  const late = rows.filter((row) => row.slo !== null && row.low > row.slo).length;
  const promised = rows.filter((row) => row.slo !== null).length;
  if (promised === 0) return "No service promises an availability (slo), so nothing is measured against one.";
  const what = view.report.variants.length > 1 ? "variants" : "services";
  if (late === 0) return rows.length === 1 ? "The promise is kept on average." : `No one of the ${promised} ${what} is worse on average than promised.`;
  return `${late} of ${promised} ${what} ${late === 1 ? "is" : "are"} worse on average than promised.`;
}

export const availability: Section = (view) => {
  const rows = rowsOf(view);
  if (rows.length === 0) return null;
  const told = rows.map((row) => `${row.name}: ${row.note} a year${row.range ? `, ${row.range}` : ""}`).join("; ");
  const pairs = differences(view);
  return section(
    "availability",
    "How available",
    lead(view, rows),
    figure(
      "Downtime a year",
      `on average; the bar is the interval${rows.some((row) => row.slo) ? ", the red line what is promised" : ""}. The axis is logarithmic.`,
      picture(`Downtime a year. ${told}.`, (width) => drawn(rows, width)),
      numbers(numbersOf(view)),
    ),
    pairs ? figure("Differences", "on the same failures, so known better than each downtime alone.", pairs) : null,
  );
};
