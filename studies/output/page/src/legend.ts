import { h } from "./dom";

/** What the colours of a picture mean. Decoration for those who see it; the table says it, too. */
export function legend(items: { name: string; color: string }[]): HTMLElement {
  return h(
    "ul",
    { class: "legend" },
    items.map((item) => h("li", null, h("span", { class: "swatch", style: `background:${item.color}` }), item.name)),
  );
}
