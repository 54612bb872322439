// How a failover goes: its phases on a line of time, for chosen failures, and one course fact by fact.

import { Plot, linearTicks, picture, plain, rowLabels, timeAxis } from "../charts";
import { between, h, halfOf, number, numbers, table } from "../dom";
import { legend } from "../legend";
import { Failover, nameOf } from "../model";
import { Ref } from "../ref";
import { Section, View } from "../state";
import { duration, plural } from "../words";
import { figure, name, section } from "./parts";

const phases: [string, string][] = [
  ["detect", "until the failure is suspected"],
  ["agree", "membership, quorum and election"],
  ["fence", "until the failed node can do no harm"],
  ["storage", "disks moved and brought online"],
  ["queue", "waiting for a place, a start slot or a person"],
  ["boot", "guests boot"],
  ["start", "applications start"],
];

const phaseColor = (phase: string) => `var(--phase-${phases.findIndex(([known]) => known === phase)})`;

interface Row {
  key: string;
  name: string;
  note: string;
  cluster: Ref;
  parts: { phase: string; x1: number; x2: number }[];
}

/** Of each variant in which that fault was struck. */
function struck(view: View): { variant: string; failover: Failover }[] {
  return view.report.variants.flatMap((variant) =>
    variant.failovers.filter((failover) => failover.fault === view.fault).map((failover) => ({ variant: nameOf(variant, view.report), failover })),
  );
}

function partsOf(cluster: Ref): Row["parts"] {
  let from = 0;
  return phases.flatMap(([phase]) => {
    const mean = cluster.at("phases", phase, "mean").number ?? 0;
    if (mean <= 0) return [];
    const x1 = from;
    from += mean;
    return [{ phase, x1, x2: from }];
  });
}

function rowsOf(view: View): Row[] {
  return struck(view).flatMap(({ variant, failover }) => {
    const clusters = failover.inject.at("clusters").entries.filter(([, cluster]) => (cluster.at("failovers").number ?? 0) > 0);
    return clusters.map(([clusterName, cluster]) => {
      const times = cluster.at("failover_seconds");
      const seconds = times.at("mean").number ?? 0;
      const note = duration(seconds, seconds / 100).text;
      return { key: `${variant}\u0000${clusterName}`, name: clusters.length > 1 ? `${variant}: ${clusterName}` : variant, note, cluster, parts: partsOf(cluster) };
    });
  });
}

function drawn(rows: Row[], width: number): Element {
  const pieces = rows.flatMap((row) => row.parts.map((part) => ({ ...part, key: row.key })));
  const high = Math.max(...pieces.map((piece) => piece.x2)) * 1.02;
  return Plot.plot({
    width,
    height: rows.length * 44 + 30,
    marginLeft: 2,
    marginRight: 18,
    marginTop: 24,
    marginBottom: 6,
    style: plain,
    x: { domain: [0, high], axis: null },
    y: { type: "band", domain: rows.map((row) => row.key), axis: null, padding: 0 },
    marks: [
      ...timeAxis(linearTicks(high, width)),
      Plot.barX(pieces, { y: "key", x1: "x1", x2: "x2", fill: (piece: { phase: string }) => phaseColor(piece.phase), insetTop: 23, insetBottom: 5, insetRight: 1 }),
      ...rowLabels(rows, -9, width),
    ],
  });
}

function phaseTable(rows: Row[]): HTMLElement {
  const time = (ref: Ref, interval: Ref) => [number(ref, "seconds", halfOf(interval)), " ", between(interval, "seconds")];
  return table(
    "Phases of a failover, on average, and how long one takes",
    ["failover", ...phases.map(([phase]) => ({ title: phase, number: true })), { title: "mean", number: true }, { title: "median", number: true }, { title: "99 % within", number: true }],
    rows.map((row) => {
      const times = row.cluster.at("failover_seconds");
      const failed = row.cluster.at("failovers_failed").number ?? 0;
      return [
        [name(row.name), failed > 0 ? [", ", number(row.cluster.at("failovers_failed"), "count"), " failed"] : null],
        ...phases.map(([phase]) => number(row.cluster.at("phases", phase, "mean"), "seconds")),
        time(times.at("mean"), times.at("intervals", "mean")),
        time(times.at("p50"), times.at("intervals", "p50")),
        time(times.at("p99"), times.at("intervals", "p99")),
      ];
    }),
  );
}

function faultChoice(view: View, faults: string[]): HTMLElement | null {
  if (faults.length < 2) return null;
  return h(
    "fieldset",
    { class: "choice" },
    h("legend", null, "Failure: "),
    faults.map((fault) =>
      h("label", null, h("input", { type: "radio", name: "fault", checked: fault === view.fault, change: () => view.change({ fault }) }), " ", name(fault)),
    ),
  );
}

/** What it means for the service, whoever takes over; or that nobody does. */
function effects(view: View): HTMLElement | null {
  const rows = struck(view).flatMap(({ variant, failover }) => {
    const service = failover.inject.at("services", view.service);
    return service.exists ? [{ variant, service }] : [];
  });
  if (rows.length === 0) return null;
  return numbers(
    table(
      `What it does to ${view.service}`,
      ["variant", { title: "mean outage", number: true }, { title: "longest seen", number: true }, { title: "outages seen", number: true }],
      rows.map(({ variant, service }) => [
        name(variant),
        service.at("outage_seconds", "mean").exists ? number(service.at("outage_seconds", "mean"), "seconds") : "no outage",
        service.at("outage_seconds", "max").exists ? number(service.at("outage_seconds", "max"), "seconds") : "",
        number(service.at("outages"), "count"),
      ]),
    ),
    `What it does to ${view.service}`,
  );
}

function unhelped(view: View, rows: Row[]): HTMLElement | null {
  const without = struck(view).filter(({ variant }) => !rows.some((row) => row.key.startsWith(`${variant}\u0000`)));
  if (without.length === 0) return null;
  return h(
    "ul",
    { class: "plain" },
    without.map(({ variant, failover }) => {
      const mean = failover.inject.at("services", view.service, "outage_seconds", "mean");
      const seen = (failover.inject.at("services", view.service, "outages").number ?? 0) > 0;
      return h(
        "li",
        null,
        name(variant),
        seen ? [": nothing fails over; ", name(view.service), " is down for ", number(mean, "seconds"), " on average."] : [": nothing fails over, and ", name(view.service), " was not seen to go down."],
      );
    }),
  );
}

/** The facts of one course, those of one moment together. */
function story(view: View): HTMLElement | null {
  const told = view.variant.failovers.find((failover) => failover.fault === view.fault)?.story;
  const facts = told?.items ?? [];
  if (facts.length === 0) return null;
  const moments: { time: Ref; facts: Ref[] }[] = [];
  for (const fact of facts) {
    const time = fact.at("time_seconds");
    const last = moments[moments.length - 1];
    if (last && last.time.number === time.number) last.facts.push(fact);
    else moments.push({ time, facts: [fact] });
  }
  const important = /^(service |group .*(lost|serves|fails over)|fault)/;
  const list = h(
    "ol",
    { class: "story" },
    moments.map((moment) =>
      h(
        "li",
        null,
        h("span", { class: "moment" }, number(moment.time, "seconds", 0.2)),
        h(
          "span",
          null,
          moment.facts.map((fact, index) => {
            const text = fact.at("sentence").text ?? "";
            return [index > 0 ? "; " : null, important.test(text) ? h("strong", null, text) : text];
          }),
        ),
      ),
    ),
  );
  return h(
    "details",
    { class: "story-box", open: moments.length <= 14 },
    h("summary", null, "One such course, moment by moment", view.variant.name ? [": ", name(view.variant.name)] : null),
    h("p", { class: "small" }, "Each course meets another phase of every timer; this is the first of those struck."),
    list,
  );
}

export const failover: Section = (view) => {
  const faults = [...new Set(view.report.variants.flatMap((variant) => variant.failovers.map((one) => one.fault)))];
  if (faults.length === 0) return null;
  const rows = rowsOf(view);
  const used = phases.filter(([phase]) => rows.some((row) => row.parts.some((part) => part.phase === phase)));
  const told = rows
    .map((row) => `${row.name}, ${row.note}: ${row.parts.map((part) => `${part.phase} ${duration(part.x2 - part.x1).text}`).join(", ")}`)
    .join("; ");
  const first = struck(view)[0]?.failover.inject;
  const samples = first?.at("samples");
  const longest = rows.flatMap((row) => row.parts.map((part) => ({ ...part, length: part.x2 - part.x1 }))).sort((a, b) => b.length - a.length)[0];
  return section(
    "failover",
    "How a failover goes",
    longest ? `After ${view.fault} most of the time goes into “${longest.phase}”: ${phases.find(([phase]) => phase === longest.phase)![1]}.` : null,
    faultChoice(view, faults),
    rows.length > 0
      ? figure(
          `From the failure of ${view.fault} until all is served again`,
          ["on average", samples?.exists ? [" of ", number(samples, "count"), " times"] : null, ", all other failures off."],
          legend(used.map(([phase, meaning]) => ({ name: `${phase}: ${meaning}`, color: phaseColor(phase) }))),
          picture(`Phases of the failover after ${view.fault}. ${told}.`, (width) => drawn(rows, width)),
          numbers(phaseTable(rows)),
        )
      : h("p", null, `${plural(struck(view).length, "course")} of ${view.fault}: no group fails over.`),
    unhelped(view, rows),
    effects(view),
    story(view),
  );
};
