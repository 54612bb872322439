// A year's downtime: not the average, but how bad the good, the bad and the very bad years are.

import { Plot, logTicks, picture, plain, rowLabels, timeAxis } from "../charts";
import { between, h, halfOf, mean, number, numbers, range, table } from "../dom";
import { nameOf } from "../model";
import { Ref } from "../ref";
import { Section, View } from "../state";
import { duration, percent } from "../words";
import { figure, name, section } from "./parts";

const quantiles: [string, string][] = [
  ["p50", "every second year is worse"],
  ["p90", "one year in ten is worse"],
  ["p95", "one in 20"],
  ["p99", "one in 100"],
];

interface Row {
  key: string;
  name: string;
  note: string;
  year: Ref;
  slo: number | null;
  points: { key: string; quantile: string; value: number; low: number; high: number }[];
}

const secondsInYear = 31536000;

function rowsOf(view: View): Row[] {
  return view.report.variants.flatMap((variant, index) => {
    const service = variant.run.at("services", view.service);
    const year = service.at("year_downtime_minutes");
    if (year.at("p50").number === null) return [];
    const key = String(index);
    const points = quantiles.flatMap(([quantile]) => {
      const value = year.at(quantile).number;
      if (value === null) return [];
      const low = year.at("intervals", quantile, 0).number ?? value;
      const high = year.at("intervals", quantile, 1).number ?? value;
      return [{ key, quantile, value: value * 60, low: low * 60, high: high * 60 }];
    });
    const slo = service.at("slo").number;
    const kept = service.at("slo_met_per_year", "mean").number;
    const note = kept === null ? "" : `slo kept ${percent(kept, 0, 1).text}`;
    return [{ key, name: nameOf(variant, view.report), note, year, slo: slo === null ? null : (1 - slo) * secondsInYear, points }];
  });
}

/** From light to dark as years get worse. */
const color = (quantile: string) => `var(--year-${quantiles.findIndex(([known]) => known === quantile)})`;

function drawn(rows: Row[], width: number): Element {
  const seen = rows.flatMap((row) => [...row.points.flatMap((point) => [point.low, point.high]), row.slo ?? 0]).filter((value) => value > 0);
  const low = Math.min(...seen) / 1.5;
  const high = Math.max(...seen) * 1.5;
  const at = (value: number) => Math.max(value, low);
  // What is 0 has no place on a logarithmic axis; it stands at the edge, and says so.
  const points = rows.flatMap((row) => row.points);
  const spans = rows.map((row) => ({ key: row.key, x1: at(Math.min(...row.points.map((point) => point.value))), x2: at(Math.max(...row.points.map((point) => point.value))) }));
  return Plot.plot({
    width,
    height: rows.length * 46 + 34,
    marginLeft: 2,
    marginRight: 2,
    marginTop: 24,
    marginBottom: 8,
    style: plain,
    x: { type: "log", domain: [low, high], axis: null },
    y: { type: "band", domain: rows.map((row) => row.key), axis: null, padding: 0 },
    marks: [
      ...timeAxis(logTicks(low, high, width)),
      Plot.tickX(rows.filter((row) => row.slo), { x: "slo", y: "key", stroke: "var(--bad)", strokeWidth: 2, insetTop: 24, insetBottom: 3 }),
      Plot.ruleY(spans, { y: "key", x1: "x1", x2: "x2", stroke: "var(--rule)", strokeWidth: 1, dy: 11 }),
      Plot.ruleY(points, { y: "key", x1: (point: { low: number }) => at(point.low), x2: (point: { high: number }) => at(point.high), stroke: (point: { quantile: string }) => color(point.quantile), strokeWidth: 6, strokeOpacity: 0.45, strokeLinecap: "round", dy: 11 }),
      Plot.text(points.filter((point) => point.value === 0), { y: "key", x: () => low, text: () => "none", textAnchor: "start", dx: 8, dy: 11, fill: "var(--muted)" }),
      Plot.dot(points, { y: "key", x: (point: { value: number }) => at(point.value), r: 5, fill: (point: { quantile: string }) => color(point.quantile), stroke: "var(--paper)", strokeWidth: 1, dy: 11 }),
      ...rowLabels(rows, -8, width),
    ],
  });
}

function numbersOf(rows: Row[], view: View): HTMLElement {
  const cell = (row: Row, quantile: string) => {
    const interval = row.year.at("intervals", quantile);
    return [number(row.year.at(quantile), "minutes", halfOf(interval)), " ", between(interval, "minutes")];
  };
  return table(
    `A year's downtime of ${view.service}`,
    ["variant", ...["half of all years have at most", "9 of 10", "19 of 20", "99 of 100"].map((title) => ({ title, number: true })), { title: "worst seen", number: true }, { title: "years that keep the slo", number: true }],
    rows.map((row) => {
      const variant = view.report.variants[Number(row.key)]!;
      const kept = variant.run.at("services", view.service, "slo_met_per_year");
      return [
        name(row.name),
        ...quantiles.map(([quantile]) => cell(row, quantile)),
        row.year.at("max").exists ? number(row.year.at("max"), "minutes") : "not on a history",
        kept.exists ? [mean(kept, "share"), h("span", { class: "interval" }, " (", range(kept, "share"), ")")] : "no slo",
      ];
    }),
  );
}

export const year: Section = (view) => {
  const rows = rowsOf(view);
  if (rows.length === 0) return null;
  const own = rows.find((row) => row.name === nameOf(view.variant, view.report)) ?? rows[0]!;
  const words = (quantile: string) => {
    const point = own.points.find((one) => one.quantile === quantile);
    return point ? duration(point.value, (point.high - point.low) / 2).text : "an unknown time";
  };
  const slo = view.variant.run.at("services", view.service, "slo");
  const told = rows.map((row) => `${row.name}: ${row.points.map((point) => `${point.quantile} ${duration(point.value).text}`).join(", ")}${row.note ? `; ${row.note}` : ""}`);
  return section(
    "year",
    "What a year can bring",
    `An average is not a year: half of all years have at most ${words("p50")} of downtime${rows.length > 1 ? ` with ${own.name}` : ""}, one in ten has more than ${words("p90")}, one in a hundred more than ${words("p99")}.`,
    figure(
      "Downtime of one year",
      [
        quantiles.map(([quantile, meaning]) => [h("span", { class: "swatch round", style: `background:${color(quantile)}` }), ` ${meaning}, `]),
        "each with its interval",
        slo.exists ? ["; the red line is what the slo of ", number(slo, "exact-share"), " allows a year"] : null,
        ". The axis is logarithmic.",
      ],
      picture(`A year's downtime. ${told.join("; ")}.`, (width) => drawn(rows, width)),
      numbers(numbersOf(rows, view)),
    ),
  );
};
