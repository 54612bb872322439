// Where the downtime comes from: by kind of component, stacked, a bar a variant; below, down to each failure.

import { Plot, linearTicks, picture, plain, rowLabels, tickLabels, timeAxis } from "../charts";
import { estimate, h, mean, number, table } from "../dom";
import { legend } from "../legend";
import { Kind, Variant, kinds, kindsOf, nameOf } from "../model";
import { Ref, boundsOf, halfWidth } from "../ref";
import { Section, View } from "../state";
import { duration, enumeration, plural, roughPercent } from "../words";
import { figure, name, section } from "./parts";

export const colorOf = (kind: Kind): string => `var(--kind-${kinds.indexOf(kind)})`;

interface Cause {
  name: string;
  ref: Ref;
  minutes: number;
  kind: Kind;
}

interface Part {
  kind: Kind;
  minutes: number;
  share: number;
  causes: Cause[];
}

function causesOf(variant: Variant, serviceName: string): Cause[] {
  const service = variant.run.at("services", serviceName);
  const total = service.at("downtime_minutes_per_year", "mean").number ?? 0;
  const kindOf = kindsOf(variant.room);
  return service.at("causes").items.map((ref) => {
    const cause = ref.at("cause").text ?? "";
    return { name: cause, ref, minutes: (ref.at("downtime_share").number ?? 0) * total, kind: kindOf(cause) };
  });
}

function partsOf(variant: Variant, serviceName: string): Part[] {
  const causes = causesOf(variant, serviceName);
  const total = causes.reduce((sum, cause) => sum + cause.minutes, 0);
  return kinds
    .map((kind) => {
      const own = causes.filter((cause) => cause.kind === kind);
      const minutes = own.reduce((sum, cause) => sum + cause.minutes, 0);
      return { kind, minutes, share: total > 0 ? minutes / total : 0, causes: own };
    })
    .filter((part) => part.causes.length > 0);
}

interface Bar {
  key: string;
  name: string;
  note: string;
  parts: Part[];
}

function barsOf(view: View): Bar[] {
  return view.report.variants.flatMap((variant, index) => {
    const bounds = boundsOf(variant.run.at("services", view.service, "downtime_minutes_per_year"));
    const parts = partsOf(variant, view.service);
    if (!bounds || parts.length === 0) return [];
    return [{ key: String(index), name: nameOf(variant, view.report), note: duration(bounds.mean * 60, halfWidth(bounds) * 60).text, parts }];
  });
}

function drawn(bars: Bar[], shares: boolean, width: number): Element {
  const pieces = bars.flatMap((bar) => {
    let from = 0;
    return bar.parts.map((part) => {
      const x1 = from;
      from += shares ? part.share : part.minutes * 60;
      return { key: bar.key, kind: part.kind, x1, x2: from };
    });
  });
  const high = shares ? 1 : Math.max(...pieces.map((piece) => piece.x2)) * 1.02;
  const ticks = shares ? [0, 0.25, 0.5, 0.75, 1] : linearTicks(high, width);
  const axis = shares
    ? [
        Plot.gridX(ticks, { stroke: "var(--grid)", strokeOpacity: 1 }),
        ...tickLabels(ticks, (share) => `${100 * share} %`),
      ]
    : timeAxis(ticks);
  return Plot.plot({
    width,
    height: bars.length * 44 + 30,
    marginLeft: 2,
    marginRight: 18,
    marginTop: 24,
    marginBottom: 6,
    style: plain,
    x: { domain: [0, high], axis: null },
    y: { type: "band", domain: bars.map((bar) => bar.key), axis: null, padding: 0 },
    marks: [
      ...axis,
      Plot.barX(pieces, { y: "key", x1: "x1", x2: "x2", fill: (piece: { kind: Kind }) => colorOf(piece.kind), insetTop: 23, insetBottom: 5, insetRight: 1 }),
      ...rowLabels(bars, -9, width),
    ],
  });
}

function scaleChoice(redraw: (shares: boolean) => void): HTMLElement {
  const choice = (label: string, shares: boolean) =>
    h(
      "label",
      null,
      h("input", { type: "radio", name: "cause-scale", checked: !shares, change: () => redraw(shares) }),
      ` ${label}`,
    );
  return h("fieldset", { class: "choice" }, h("legend", { class: "hidden" }, "Scale of the bars"), choice("time a year", false), choice("shares", true));
}

const shownFirst = 40;

function causeRow(cause: Cause): (Node | string)[] {
  const minutes = cause.ref.at("downtime_minutes_per_year");
  const outages = cause.ref.at("outages");
  return [
    name(cause.name),
    minutes.exists && boundsOf(minutes) ? estimate(minutes, "minutes") : h("span", { class: "derived" }, duration(cause.minutes * 60).text),
    shareOf(cause.ref),
    outages.number === 0 ? "none, on paths only" : number(outages, "count"),
  ];
}

function shareOf(cause: Ref): Node {
  const share = cause.at("downtime_share");
  if (share.number === null) return h("span", { class: "unknown" }, "not known");
  const words = roughPercent(share.number);
  return h("data", { value: share.number, "data-path": share.path, "data-unit": "share", "data-step": words.step }, words.text);
}

function drill(part: Part, most: number, giveOrTake: number): HTMLElement {
  const causes = [...part.causes].sort((a, b) => b.minutes - a.minutes);
  const head = h(
    "summary",
    null,
    h("span", { class: "swatch", style: `background:${colorOf(part.kind)}` }),
    h("span", { class: "drill-name" }, part.kind),
    h("span", { class: "drill-bar", "aria-hidden": "true" }, h("span", { style: `width:${(100 * part.minutes) / most}%;background:${colorOf(part.kind)}` })),
    h("span", { class: "drill-value derived" }, duration(part.minutes * 60, giveOrTake).text),
    h("span", { class: "drill-share derived" }, roughPercent(part.share).text),
  );
  const rest = causes.slice(shownFirst);
  const others = rest.reduce((sum, cause) => sum + cause.minutes, 0);
  const body = () => [
    table(
      `Downtime by failures of ${part.kind}`,
      ["failure", { title: "downtime a year", number: true }, { title: "of all", number: true }, { title: "outages seen", number: true }],
      causes.slice(0, shownFirst).map(causeRow),
    ),
    rest.length > 0 ? h("p", { class: "small" }, `${plural(rest.length, "other")} together: ${duration(others * 60).text} a year.`) : "",
  ];
  return h("details", { class: "drill" }, head, ...body());
}

function hasIntervals(view: View): boolean {
  return boundsOf(view.variant.run.at("services", view.service, "causes", 0, "downtime_minutes_per_year")) !== null;
}

/** Short outages and long ones, apart, where the result tells them apart. */
function byLength(view: View): HTMLElement | null {
  const lengths = view.variant.run.at("services", view.service, "outages_by_length").items;
  if (lengths.length === 0) return null;
  return figure(
    "Outages by length",
    "many short ones and few long ones are different things, though they may cost the same.",
    table(
      "Outages by length",
      ["owed to", { title: "one lasts", number: true }, { title: "outages a year", number: true }, { title: "downtime a year", number: true }],
      lengths.map((one) => [
        enumeration(one.at("causes").texts),
        estimate(one.at("mean_seconds"), "seconds"),
        estimate(one.at("outages_per_year"), "per-year"),
        estimate(one.at("downtime_minutes_per_year"), "minutes"),
      ]),
    ),
  );
}

function lead(view: View, bars: Bar[]): string {
  const parts = [...partsOf(view.variant, view.service)].sort((a, b) => b.minutes - a.minutes);
  const bar = bars.find((one) => one.name === nameOf(view.variant, view.report)) ?? bars[0]!;
  if (parts.length === 0) return "";
  const named = parts.slice(0, 2).map((part) => `${part.kind} (${roughPercent(part.share).text})`);
  return `Of ${bar.note} a year${view.report.variants.length > 1 ? ` with ${bar.name}` : ""} most is owed to ${enumeration(named)}.`;
}

export const causes: Section = (view) => {
  const bars = barsOf(view);
  if (bars.length === 0) return null;
  const parts = partsOf(view.variant, view.service);
  const most = Math.max(...parts.map((part) => part.minutes), 1e-300);
  const used = kinds.filter((kind) => bars.some((bar) => bar.parts.some((part) => part.kind === kind)));
  const told = bars
    .map((bar) => `${bar.name}, ${bar.note} a year: ${bar.parts.map((part) => `${part.kind} ${roughPercent(part.share).text}`).join(", ")}`)
    .join("; ");
  const holder = h("div");
  const show = (shares: boolean) => {
    holder.replaceChildren(picture(`Downtime by cause. ${told}.`, (width) => drawn(bars, shares, width)));
    window.dispatchEvent(new Event("ausfall-redraw"));
  };
  holder.append(picture(`Downtime by cause. ${told}.`, (width) => drawn(bars, false, width)));
  const total = view.variant.run.at("services", view.service, "downtime_minutes_per_year");
  return section(
    "causes",
    "Where the downtime comes from",
    lead(view, bars),
    figure(
      "Downtime a year by what began it",
      "An outage is put down to the failure, or the planned work, that began the chain of events.",
      legend(used.map((kind) => ({ name: kind, color: colorOf(kind) }))),
      scaleChoice(show),
      holder,
    ),
    h("h3", null, "Down to each failure", view.variant.name ? [": ", name(view.variant.name)] : null),
    h(
      "p",
      { class: "small" },
      "The whole is ",
      mean(total, "minutes"),
      " a year; ",
      hasIntervals(view)
        ? "each failure's part of it stands with its interval."
        : "how it splits has no interval of its own, so take the share of a failure of which few outages were seen as rough.",
    ),
    h("div", { class: "drills" }, [...parts].sort((a, b) => b.minutes - a.minutes).map((part) => drill(part, most, halfWidth(boundsOf(total)) * 60 * part.share))),
    byLength(view),
  );
};
