// Elements in few words. Text of others only ever becomes text nodes and attributes, never markup.

import { Ref, boundsOf, halfWidth } from "./ref";
import { Words, decimal, decimalsFor, duration, percent, significant } from "./words";

type Child = Node | string | null | undefined | false | Child[];
type Attributes = Record<string, string | number | boolean | ((event: Event) => void) | null | undefined>;

export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes | null = null,
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

export function append(parent: Element, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(parent, child);
    else if (child) parent.append(child);
  }
}

/** What a number counts: what its value in JSON has to be multiplied by to be seconds, shares or things. */
export type Unit = "minutes" | "seconds" | "hours" | "share" | "per-year" | "count" | "availability" | "exact-share";

const secondsIn: Partial<Record<Unit, number>> = { seconds: 1, minutes: 60, hours: 3600 };

export function wordsOf(value: number, unit: Unit, giveOrTake = 0): Words {
  const seconds = secondsIn[unit];
  if (seconds !== undefined) {
    const words = duration(value * seconds, giveOrTake * seconds);
    return { text: words.text, step: words.step / seconds };
  }
  if (unit === "share") return percent(value, giveOrTake, 1);
  if (unit === "availability") return percent(value, giveOrTake, 4);
  // As somebody wrote it: 99.95 %.
  if (unit === "exact-share") return { text: `${Number((100 * value).toPrecision(12))} %`, step: 0 };
  if (unit === "count") return { text: decimal(value, 0), step: 1 };
  if (!(giveOrTake > 0)) return significant(value, 3);
  const decimals = decimalsFor(giveOrTake, 3);
  return { text: decimal(value, decimals), step: 10 ** -decimals };
}

/** A number of the JSON: its text for people, its value and its place for programs and tests. */
export function number(ref: Ref, unit: Unit, giveOrTake = 0): HTMLElement {
  const value = ref.number;
  if (value === null) return h("span", { class: "unknown" }, "not known");
  const words = wordsOf(value, unit, giveOrTake);
  return h(
    "data",
    { value, "data-path": ref.path, "data-unit": unit, "data-step": words.step },
    words.text,
  );
}

function stepWords(step: number, unit: Unit): string {
  const seconds = secondsIn[unit];
  return seconds === undefined ? wordsOf(step, unit).text : duration(step * seconds).text;
}

/** "2 h 10 min", with the digits that its interval leaves. */
export function mean(ref: Ref, unit: Unit): HTMLElement {
  const bounds = boundsOf(ref);
  if (!bounds) return h("span", { class: "unknown" }, "not known");
  const key = ["mean", "value", "median"].find((name) => ref.at(name).number !== null) ?? "mean";
  return number(ref.at(key), unit, halfWidth(bounds));
}

/** "1 h 50 min to 2 h 30 min"; of a range that rounding hides, how narrow it is. */
export function range(ref: Ref, unit: Unit): HTMLElement {
  const bounds = boundsOf(ref);
  if (!bounds) return h("span", { class: "unknown" }, "not known");
  if (bounds.low === null || bounds.high === null)
    return h("span", { class: "unknown" }, ref.at("value").exists ? "exact" : "not bounded");
  const half = halfWidth(bounds);
  const low = wordsOf(bounds.low, unit, half);
  if (low.text === wordsOf(bounds.high, unit, half).text)
    return h("span", { class: "range" }, bounds.low === bounds.high ? "no scatter" : `less than ${stepWords(low.step, unit)} wide`);
  return h("span", { class: "range" }, number(ref.at("low"), unit, half), " to ", number(ref.at("high"), unit, half));
}

/** An estimate the other way round, where `sign` is -1: of a against b instead of b against a. Its numbers
 * still tell where they stand. */
export function turned(ref: Ref, sign: 1 | -1, show: (ref: Ref) => HTMLElement): HTMLElement {
  const bounds = boundsOf(ref);
  if (sign > 0 || !bounds) return show(ref);
  const minus = (value: number | null) => (value === null ? null : -value);
  const shown = show(new Ref({ mean: -bounds.mean, low: minus(bounds.high), high: minus(bounds.low) }, ref.path));
  const swapped: Record<string, string> = { mean: "mean", low: "high", high: "low" };
  for (const data of [shown, ...shown.querySelectorAll("data")].filter((element) => element.matches("data"))) {
    data.setAttribute("data-sign", "-1");
    const end = data.getAttribute("data-path")!.slice(ref.path.length + 1);
    data.setAttribute("data-path", `${ref.path}/${swapped[end]}`);
  }
  return shown;
}

/** Of an interval that is given as [low, high]. */
export function halfOf(interval: Ref): number {
  const [low, high] = [interval.at(0).number, interval.at(1).number];
  return low !== null && high !== null ? (high - low) / 2 : 0;
}

/** "(1 h 50 min to 2 h 30 min)" of an interval that is given as [low, high]; nothing where rounding hides it. */
export function between(interval: Ref, unit: Unit): HTMLElement | null {
  const half = halfOf(interval);
  const [low, high] = [interval.at(0), interval.at(1)];
  if (half === 0 || wordsOf(low.number!, unit, half).text === wordsOf(high.number!, unit, half).text) return null;
  return h("span", { class: "interval" }, "(", number(low, unit, half), " to ", number(high, unit, half), ")");
}

/** A mean with its range behind it. */
export function estimate(ref: Ref, unit: Unit): HTMLElement {
  return h("span", { class: "estimate" }, mean(ref, unit), " ", h("span", { class: "interval" }, "(", range(ref, unit), ")"));
}

export interface Column {
  title: Child;
  number?: boolean;
}

/** A table that a screen reader can walk: the first cell of each row is its header. */
export function table(caption: string, columns: (Column | string)[], rows: Child[][]): HTMLElement {
  const isNumber = columns.map((column) => typeof column !== "string" && column.number === true);
  const head = columns.map((column, index) =>
    h("th", { scope: "col", class: isNumber[index] ? "n" : null }, typeof column === "string" ? column : column.title),
  );
  const body = rows.map((row) =>
    h(
      "tr",
      null,
      row.map((cell, index) =>
        index === 0 ? h("th", { scope: "row" }, cell) : h("td", { class: isNumber[index] ? "n" : null }, cell),
      ),
    ),
  );
  return h(
    "div",
    { class: "scroll", role: "region", tabindex: 0, "aria-label": caption },
    h("table", null, h("caption", null, caption), h("thead", null, h("tr", null, head)), h("tbody", null, body)),
  );
}

/** What stands behind a picture: its numbers, folded until somebody asks, and open in print. */
export function numbers(content: Child, title = "The numbers"): HTMLElement {
  return h("details", { class: "numbers" }, h("summary", null, title), content);
}
