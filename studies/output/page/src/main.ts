// The page: reads the document that stands in it, and shows it in the order in which a planner asks.

import { redrawAll, setPrinting } from "./charts";
import { h } from "./dom";
import { Report, Variant, nameOf, reportOf } from "./model";
import { about } from "./sections/about";
import { answer } from "./sections/answer";
import { availability } from "./sections/availability";
import { causes } from "./sections/causes";
import { failover } from "./sections/failover";
import { help } from "./sections/help";
import { inputs } from "./sections/inputs";
import { room } from "./sections/room";
import { year } from "./sections/year";
import { Section, View } from "./state";
import { count } from "./words";
import { horizonWords } from "./sections/inputs";

const sections: Section[] = [availability, causes, help, failover, year, room, inputs, about];

function downtimeOf(variant: Variant, service: string): number {
  return variant.run.at("services", service, "downtime_minutes_per_year", "mean").number ?? Number.MAX_VALUE;
}

function firstFault(report: Report): string {
  return report.variants.flatMap((variant) => variant.failovers)[0]?.fault ?? "";
}

function choice<Item>(label: string, id: string, items: Item[], chosen: Item, words: (item: Item) => string, change: (item: Item) => void): HTMLElement {
  const select: HTMLSelectElement = h(
    "select",
    { id, change: () => change(items[select.selectedIndex]!) },
    items.map((item) => h("option", { selected: item === chosen }, words(item))),
  );
  return h("label", { for: id }, h("span", null, label), select);
}

function pickers(view: View): HTMLElement | null {
  const { report } = view;
  if (report.services.length < 2 && report.variants.length < 2) return null;
  return h(
    "div",
    { class: "pickers", role: "group", "aria-label": "What is shown" },
    report.services.length > 1 ? choice("Service", "service", report.services, view.service, (one) => one, (service) => view.change({ service })) : null,
    report.variants.length > 1 ? choice("Variant", "variant", report.variants, view.variant, (one) => nameOf(one, report), (variant) => view.change({ variant })) : null,
  );
}

function subtitle(report: Report): string {
  const result = report.document.at("result");
  const run = report.variants[0]?.run;
  const replications = result.at("replications").number;
  const parts = [
    report.variants.length > 1 ? `${report.variants.length} variants on the same random numbers` : (report.variants[0]?.name ?? ""),
    replications === null ? "" : `${count(replications)} replications of ${horizonWords(result) ?? ""}`,
    run && result.at("seed").number !== null ? `seed ${result.at("seed").number}` : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function contents(parts: HTMLElement[]): HTMLElement {
  return h(
    "nav",
    { "aria-label": "Contents" },
    h("ul", null, parts.map((part) => h("li", null, h("a", { href: `#${part.id}` }, part.querySelector("h2")!.textContent)))),
  );
}

/** The one that keeps the chosen service up best comes first; without downtimes, as they are written. */
function ordered(report: Report, service: string): Report {
  return { ...report, variants: [...report.variants].sort((a, b) => downtimeOf(a, service) - downtimeOf(b, service) || 0) };
}

function show(view: View): void {
  view.report = ordered(view.report, view.service);
  const { report } = view;
  const parts = sections.map((make) => make(view)).filter((part): part is HTMLElement => part !== null);
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const again = focused?.id ? `#${CSS.escape(focused.id)}` : focused?.getAttribute("name") ? `[name="${focused.getAttribute("name")}"]:checked` : null;
  const at = window.scrollY;
  document.getElementById("page")!.replaceChildren(
    h("a", { class: "skip", href: "#answer" }, "To the answer"),
    h("header", null, h("p", { class: "kind" }, "Ausfall report"), h("h1", null, report.scenario), h("p", { class: "subtitle" }, subtitle(report))),
    h("aside", { class: "side", "aria-label": "Contents and choices" }, contents(parts), pickers(view)),
    h("main", { id: "answer" }, answer(view), parts),
    h("footer", null, `Made by Ausfall ${report.document.at("ausfall").text ?? ""}. This page needs no network and asks for none.`),
  );
  redrawAll();
  window.scrollTo(0, at);
  if (again) document.querySelector<HTMLElement>(again)?.focus({ preventScroll: true });
}

function start(): void {
  const report = reportOf(JSON.parse(document.getElementById("report")!.textContent!));
  document.title = `${report.scenario} · Ausfall report`;
  const service = report.services[0] ?? "";
  const variant = ordered(report, service).variants[0]!;
  const view: View = {
    report,
    service,
    variant,
    fault: variant.failovers[0]?.fault ?? firstFault(report),
    change(part) {
      Object.assign(view, part);
      show(view);
    },
  };
  show(view);
  new ResizeObserver(() => redrawAll()).observe(document.documentElement);
  window.addEventListener("ausfall-redraw", () => redrawAll());
  let folded: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll<HTMLDetailsElement>("details.numbers:not([open]), details.drill:not([open]), details.story-box:not([open])")];
    folded.forEach((details) => (details.open = true));
    setPrinting(true);
  });
  window.addEventListener("afterprint", () => {
    folded.forEach((details) => (details.open = false));
    setPrinting(false);
  });
  document.documentElement.dataset.complete = "yes";
}

start();
