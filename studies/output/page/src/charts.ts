// Pictures: drawn as wide as there is room, again when that changes, and as wide as a page for print.

import * as Plot from "@observablehq/plot";
import { duration } from "./words";
import { h } from "./dom";

export { Plot };

type Draw = (width: number) => Element;

interface Picture {
  box: HTMLElement;
  draw: Draw;
  width: number;
}

let pictures: Picture[] = [];
let printing = false;
const printWidth = 680;

function redraw(picture: Picture): void {
  const width = printing ? printWidth : Math.floor(picture.box.clientWidth);
  if (width === 0 || width === picture.width) return;
  picture.width = width;
  const drawn = picture.draw(width);
  // The picture's label tells all of it; what is inside would be read out as loose numbers.
  drawn.setAttribute("aria-hidden", "true");
  picture.box.replaceChildren(drawn);
}

export function redrawAll(): void {
  pictures = pictures.filter((picture) => picture.box.isConnected);
  pictures.forEach(redraw);
}

export function setPrinting(on: boolean): void {
  printing = on;
  redrawAll();
}

/** A picture that tells `label` to those who cannot see it. Drawn once it stands on the page; it can be saved. */
export function picture(label: string, draw: Draw): HTMLElement {
  const box = h("div", { class: "picture", role: "img", "aria-label": label });
  pictures.push({ box, draw, width: 0 });
  const name = label.replace(/\..*/s, "");
  return h("div", null, box, h("button", { class: "save", type: "button", "aria-label": `Save as SVG: ${name}`, click: () => save(box, name) }, "Save as SVG"));
}

/** As it stands on the page, for slides: colours and font are written out, since a file knows no style of the page's. */
function save(box: HTMLElement, name: string): void {
  const drawn = box.querySelector("svg");
  if (!drawn) return;
  const style = getComputedStyle(document.documentElement);
  const copy = drawn.cloneNode(true) as SVGElement;
  copy.removeAttribute("aria-hidden");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.style.fontFamily = style.fontFamily;
  for (const row of copy.querySelectorAll(".row-name")) row.setAttribute("font-weight", "600");
  const text = new XMLSerializer().serializeToString(copy).replace(/var\((--[\w-]+)\)/g, (_, variable: string) => style.getPropertyValue(variable).trim());
  const link = h("a", { href: URL.createObjectURL(new Blob([text], { type: "image/svg+xml" })), download: `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.svg` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// ---- axes of time -----------------------------------------------------------------------------------

const minute = 60;
const hour = 3600;
const day = 86400;
const year = 31536000;

const coarse = [1e-6, 1e-4, 1e-3, 0.01, 0.1, 1, 10, minute, 10 * minute, hour, 10 * hour, 4 * day, 40 * day, year];
const dense = [
  1, 2, 5, 10, 20, 30, minute, 2 * minute, 5 * minute, 10 * minute, 20 * minute, 30 * minute, hour, 2 * hour, 5 * hour,
  10 * hour, day, 2 * day, 5 * day, 10 * day, 20 * day, 50 * day, 100 * day, 200 * day, year,
];

function within(ticks: number[], low: number, high: number): number[] {
  return ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
}

/** Ticks of a logarithmic axis of seconds that people would write, as many as there is room for. */
export function logTicks(low: number, high: number, width: number): number[] {
  const room = Math.max(2, Math.floor(width / 70));
  const fine = within(dense, low, high);
  let ticks = fine.length >= 2 && fine.length <= room + 1 && low >= 1 ? fine : within(coarse, low, high);
  if (ticks.length < 2) ticks = fine;
  while (ticks.length > room + 1) ticks = ticks.filter((_, index) => index % 2 === 0);
  // Those that would touch the label before them are left out.
  let last = -Infinity;
  return ticks.filter((tick) => {
    const at = (Math.log(tick / low) / Math.log(high / low)) * width;
    if (at - last < 52) return false;
    last = at;
    return true;
  });
}

/** Ticks of a linear axis of seconds from 0. */
export function linearTicks(high: number, width: number): number[] {
  const steps = [
    1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute,
    15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 5 * day, 10 * day, 20 * day,
    50 * day, 100 * day, year,
  ];
  const room = Math.max(2, Math.floor(width / 90));
  const step = steps.find((one) => high / one <= room) ?? high / room;
  // The label of one at the very end would be cut off.
  return Array.from({ length: Math.floor((0.97 * high) / step) + 1 }, (_, index) => index * step);
}

/** "10 min"; an axis has room for one unit. */
export function tickWords(seconds: number): string {
  if (seconds > 0 && seconds < 1e-6) return `${seconds.toExponential(0)} s`;
  return seconds === 0 ? "0" : duration(seconds).text;
}

/** An axis along the top of the rows. */
export function timeAxis(ticks: number[]): Plot.Markish[] {
  return [
    Plot.gridX(ticks, { stroke: "var(--grid)", strokeOpacity: 1 }),
    ...tickLabels(ticks, tickWords),
  ];
}

/** Labels of an axis along the top. Plot's own leave out those of a logarithmic axis that are not round in tens. */
export function tickLabels(ticks: number[], words: (value: number) => string): Plot.Markish[] {
  const label = (values: number[], textAnchor: "start" | "middle") =>
    Plot.text(values, { x: (value: number) => value, text: words, frameAnchor: "top", dy: -12, textAnchor, fill: "var(--muted)" });
  return [label(ticks.filter((tick) => tick === 0), "start"), label(ticks.filter((tick) => tick !== 0), "middle")];
}

/** What each row of a picture stands under: its name at the left, what it comes to at the right. */
export function rowLabels<Row extends { key: string; name: string; note: string }>(rows: Row[], dy: number, width: number): Plot.Markish[] {
  const letters = Math.floor(width / 8.3);
  const short = (row: Row) => {
    const room = Math.max(8, letters - row.note.length - 2);
    return row.name.length > room ? `${row.name.slice(0, room - 1)}…` : row.name;
  };
  return [
    Plot.text(rows, { y: "key", text: short, frameAnchor: "left", textAnchor: "start", dy, className: "row-name", fill: "var(--ink)", stroke: "var(--paper)", strokeWidth: 4 }),
    Plot.text(rows, { y: "key", text: "note", frameAnchor: "right", textAnchor: "end", dy, className: "row-note", fill: "var(--muted)", stroke: "var(--paper)", strokeWidth: 4 }),
  ];
}

export const plain = { background: "transparent", fontFamily: "inherit", fontSize: "13px", color: "var(--ink)", overflow: "visible" };
