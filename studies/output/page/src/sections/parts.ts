import { h } from "../dom";

type Content = Node | string | null | undefined | false | Content[];

/** A part of the page under its heading; `lead` is the one sentence to remember of it. */
export function section(id: string, title: string, lead: Content, ...content: Content[]): HTMLElement {
  return h(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    h("h2", { id: `${id}-title` }, title),
    lead ? h("p", { class: "lead" }, lead) : null,
    ...content,
  );
}

/** A picture with its title, what to see in it, and its numbers. */
export function figure(title: string, note: Content, ...content: Content[]): HTMLElement {
  const caption = h("figcaption", null, h("strong", null, title), note ? [" ", note] : null);
  const isTable = (part: Content) => part instanceof Element && part.matches(".numbers, .scroll");
  const tables = content.filter(isTable);
  // The picture stays on one page of paper; what stands behind it need not.
  return h("div", { class: "figure" }, h("figure", null, caption, content.filter((part) => !isTable(part))), tables);
}

/** A name that was made elsewhere: text, never markup, and broken over lines behind its dots first. */
export function name(text: string): HTMLElement {
  const parts = text.split(/(?<=\.)/);
  return h("span", { class: "name" }, parts.map((part, index) => (index > 0 ? [h("wbr"), part] : part)));
}
