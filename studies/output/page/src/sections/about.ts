// How the answer came about, what to be careful with, and what this page leaves out.

import { h } from "../dom";
import { nameOf } from "../model";
import { Ref } from "../ref";
import { Section, View } from "../state";
import { count, plural } from "../words";
import { horizonWords } from "./inputs";
import { name, section } from "./parts";

function warnings(view: View): HTMLElement | null {
  const own = view.report.variants.flatMap((variant) =>
    variant.run.at("warnings").texts.map((text) => (variant.name ? `${nameOf(variant, view.report)}: ${text}` : text)),
  );
  const all = [...view.report.document.at("result", "warnings").texts, ...own];
  const unique = [...new Set(all)];
  if (unique.length === 0) return null;
  return h("div", { class: "warnings" }, h("h3", null, "To be careful with"), h("ul", null, unique.map((text) => h("li", null, text))));
}

/** What stands between backticks is a command. */
function withCode(text: string): (string | HTMLElement)[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? h("code", null, part) : part));
}

function notes(view: View): HTMLElement | null {
  const texts = view.report.document.at("notes").texts;
  if (texts.length === 0) return null;
  return h("div", null, h("h3", null, "What this page leaves out"), h("ul", null, texts.map((text) => h("li", null, withCode(text)))));
}

function facts(view: View, result: Ref): [string, string][] {
  const pairs: [string, string | null][] = [
    ["scenario", view.report.scenario],
    ["file", view.report.document.at("file").text],
    ["replications", result.at("replications").number === null ? null : `${count(result.at("replications").number!)} of ${horizonWords(result)}`],
    ["samples", result.at("samples").number === null ? null : count(result.at("samples").number!)],
    ["seed", result.at("seed").number === null ? null : String(result.at("seed").number)],
    ["digest", result.at("digest").text],
    ["method", view.variant.run.at("method", "name").text],
    ["weighted paths", view.variant.run.at("method", "paths").number === null ? null : plural(view.variant.run.at("method", "paths").number!, "path")],
    ["program", `Ausfall ${view.report.document.at("ausfall").text ?? ""}`],
  ];
  return pairs.filter((pair): pair is [string, string] => pair[1] !== null);
}

export const about: Section = (view) => {
  const result = view.report.document.at("result");
  const method = view.variant.run.at("services", view.service, "known_from");
  const paths = method.at("paths").number;
  return section(
    "about",
    "How this came about",
    null,
    view.report.description ? h("p", null, view.report.description) : null,
    warnings(view),
    result.at("interrupted").isTrue ? h("p", { class: "bad" }, "The run was interrupted: these are the results of what was finished.") : null,
    paths !== null && paths > 0
      ? h("p", null, "What the run met often is counted on its histories, what it would meet seldom on struck paths beside them; the estimate is the sum of both, and its range is put together from both.")
      : null,
    h("dl", null, facts(view, result).map(([term, text]) => [h("dt", null, term), h("dd", null, name(text))])),
    notes(view),
  );
};
