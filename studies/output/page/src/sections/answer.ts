// The answer in a sentence or two, with what it is worth.

import { estimate, h, mean, number, range, turned } from "../dom";
import { Variant, nameOf } from "../model";
import { Ref, boundsOf } from "../ref";
import { View } from "../state";
import { nines } from "../words";
import { name } from "./parts";

interface Standing {
  variant: Variant;
  service: Ref;
  downtime: number;
}

function standings(view: View): Standing[] {
  return view.report.variants
    .map((variant) => ({ variant, service: variant.run.at("services", view.service) }))
    .flatMap(({ variant, service }) => {
      const downtime = service.at("downtime_minutes_per_year", "mean").number;
      return downtime === null ? [] : [{ variant, service, downtime }];
    })
    .sort((a, b) => a.downtime - b.downtime);
}

/** The difference of two variants, whichever stands first in it, and whether `better` is better. */
function between(view: View, better: string, worse: string): { difference: Ref; real: boolean } | null {
  const difference = view.report.differences.find((one) => {
    const pair = [one.at("a").text, one.at("b").text];
    return one.at("service").text === view.service && pair.includes(better) && pair.includes(worse);
  });
  return difference ? { difference, real: difference.at("better").text === better } : null;
}

/** People want how much less it is, whichever of the two stands first. */
function amount(difference: Ref): HTMLElement {
  const minutes = difference.at("downtime_minutes_per_year");
  return turned(minutes, (boundsOf(minutes)?.mean ?? 0) < 0 ? -1 : 1, (one) => estimate(one, "minutes"));
}

function runnerUp(view: View, sorted: Standing[]): HTMLElement | null {
  const [best, second] = sorted;
  if (!best || !second) return null;
  const found = between(view, best.variant.name, second.variant.name);
  if (!found) return null;
  if (found.real)
    return h("span", null, "That is ", amount(found.difference), " less than the next, ", name(second.variant.name), ": a real difference.");
  return h("span", null, "Whether it is better than ", name(second.variant.name), " this run cannot tell: the difference is ", amount(found.difference), ".");
}

function promise(service: Ref): HTMLElement | null {
  const slo = service.at("slo").number;
  const kept = service.at("slo_met_per_year");
  if (slo === null) return null;
  const availability = boundsOf(service.at("availability"));
  const verdict =
    !availability || availability.low === null || availability.high === null
      ? "compared with"
      : availability.low >= slo
        ? "better than"
        : availability.high < slo
          ? "short of"
          : "not to be told from";
  return h(
    "span",
    null,
    "On average that is ",
    h("strong", { class: verdict === "short of" ? "bad" : verdict === "better than" ? "good" : null }, verdict),
    " the ",
    number(service.at("slo"), "exact-share"),
    " that was promised",
    kept.exists ? [", which ", mean(kept, "share"), " of years keep ", h("span", { class: "interval" }, "(", range(kept, "share"), ")")] : null,
    ".",
  );
}

function notKnown(service: Ref): HTMLElement | null {
  const range = service.at("not_known", "downtime_minutes_per_year");
  const inputs = service.at("not_known", "inputs").items.length;
  if (!range.exists || inputs === 0) return null;
  return h(
    "span",
    null,
    `${inputs === 1 ? "One input is" : `${inputs} inputs are`} not known; with 90 % probability that leaves `,
    number(range.at("low"), "minutes"),
    " to ",
    number(range.at("high"), "minutes"),
    " of downtime a year.",
  );
}

const othersTold = 6;

/** Of one scenario with several services, the others. */
function others(view: View): HTMLElement | null {
  const variant = view.report.variants[0];
  if (view.report.variants.length !== 1 || !variant) return null;
  const names = view.report.services.filter((service) => service !== view.service);
  const told = names.slice(0, othersTold).map((service, index) => [
    index > 0 ? ", " : "",
    name(service),
    " ",
    estimate(variant.run.at("services", service, "downtime_minutes_per_year"), "minutes"),
  ]);
  if (told.length === 0) return null;
  const more = names.length - othersTold;
  return h("span", null, "The other services: ", told, more > 0 ? `, and ${more} more below` : "", ".");
}

/** Weighted estimates that the run itself does not trust. */
function distrust(service: Ref): HTMLElement | null {
  if (service.at("rare", "trusted").value !== false) return null;
  return h("span", { class: "bad" }, "The run does not trust this number itself: too few paths met an outage (see the warnings below).");
}

function sentence(view: View, best: Standing, all: Standing[]): HTMLElement {
  const compared = all.length > 1;
  return h(
    "p",
    { class: "answer" },
    compared ? ["Of ", String(all.length), " variants ", h("strong", null, name(best.variant.name)), " keeps "] : null,
    name(view.service),
    compared ? " up best: it is down " : " is down ",
    h("strong", null, mean(best.service.at("downtime_minutes_per_year"), "minutes")),
    " a year ",
    h("span", { class: "interval" }, "(", range(best.service.at("downtime_minutes_per_year"), "minutes"), ")"),
    ", available ",
    mean(best.service.at("availability"), "availability"),
    " of the time, ",
    nines(1 - (best.service.at("availability", "mean").number ?? 0)),
    ".",
  );
}

function exact(view: View): HTMLElement[] {
  return view.report.variants.flatMap((variant) => {
    const value = variant.solution.at("services", view.service, "unavailability", "value");
    if (value.number === null) return [];
    const minutes = new Ref(value.number * 525600, value.path);
    const data = number(minutes, "minutes");
    data.setAttribute("data-scale", "525600");
    data.setAttribute("value", String(value.number));
    return [h("p", { class: "answer" }, name(view.service), " is down ", h("strong", null, data), " a year in the long run, by the exact solution of its Markov chain.")];
  });
}

/** Of what was not simulated as it runs: the exact answer, or what the page is about. */
function unsimulated(view: View): HTMLElement {
  const solved = exact(view);
  const about = h("p", { class: "answer" }, "This page shows a result of ", h("strong", null, view.report.kind), ", which tells no availability; what it tells stands below.");
  return h("div", { class: "answers" }, solved.length > 0 ? solved : about);
}

export function answer(view: View): HTMLElement {
  const all = standings(view);
  const best = all[0];
  if (view.service === "") return h("div", { class: "answers" }, h("p", { class: "answer" }, "There is no service in this scenario, so nothing is counted."));
  if (!best) return unsimulated(view);
  const confidence = view.report.document.at("result", "confidence");
  const remarks = [runnerUp(view, all), promise(best.service), notKnown(best.service), others(view), distrust(best.service)];
  return h(
    "div",
    { class: "answers" },
    sentence(view, best, all),
    h("p", null, remarks.filter((remark): remark is HTMLElement => remark !== null).flatMap((remark) => [remark, " "])),
    confidence.exists || all[0]
      ? h(
          "p",
          { class: "small" },
          "Ranges hold the truth about this scenario with ",
          number(confidence.exists ? confidence : best.variant.run.at("confidence"), "exact-share"),
          " confidence",
          view.report.differences.length > 0 ? ", and all verdicts on differences are right at once with it" : "",
          `. “${nameOf(best.variant, view.report)}” is a model: what it does not describe did not happen in it.`,
        )
      : null,
  );
}
