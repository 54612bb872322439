// The machine room as the scenario has it: hosts with what stands in them, networks as lines at the left,
// storage as lines at the right. What is large is folded, and made when it is unfolded.

import { h } from "../dom";
import { componentOf } from "../model";
import { Ref } from "../ref";
import { Section, View } from "../state";
import { count, enumeration, plural } from "../words";
import { singlePoints } from "./help";
import { figure, name, section } from "./parts";

/** A network or storage, as a line that passes the rows from `from` to `to`. */
interface Rail {
  name: string;
  color: string;
  from: number;
  to: number;
  attached: (host: string) => boolean;
}

interface Room {
  hosts: string[];
  guests: Map<string, string[]>;
  tags: Map<string, string[]>;
  singles: Set<string>;
  left: Rail[];
  right: Rail[];
}

const unfoldedMost = 60;
const chunk = 50;

function attachment(hosts: Ref): (host: string) => boolean {
  if (hosts.text === "all") return () => true;
  const names = new Set(hosts.texts);
  return (host) => names.has(host);
}

function add<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function tagsOf(room: Ref): Map<string, string[]> {
  const tags = new Map<string, string[]>();
  for (const [cluster, it] of room.at("clusters").entries) {
    for (const node of it.at("nodes").texts) add(tags, node, `node of ${cluster}`);
    for (const kind of ["groups", "pools"])
      for (const [group, members] of it.at(kind).entries)
        for (const member of members.texts) add(tags, member, group === member ? `moved by ${cluster}` : `${kind === "groups" ? "group" : "pool"} ${group} of ${cluster}`);
  }
  return tags;
}

function roomOf(view: View): Room {
  const room = view.variant.room;
  const guests = new Map<string, string[]>();
  for (const [guest, place] of [...room.at("vms").entries, ...room.at("apps").entries]) add(guests, place.text ?? "", guest);
  const rail = (kind: string) => (([railName, it]: [string, Ref], index: number): Rail => ({
    name: railName,
    color: `var(--${kind}-${index % 6})`,
    from: 0,
    to: 0,
    attached: attachment(it.at("hosts")),
  }));
  return {
    hosts: room.at("hosts").keys,
    guests,
    tags: tagsOf(room),
    singles: new Set(singlePoints(view.variant.fmea, view.service).map(componentOf)),
    left: room.at("networks").entries.map(rail("network")),
    right: room.at("storage").entries.map(rail("storage")),
  };
}

// ---- boxes ------------------------------------------------------------------------------------------

function mark(single: boolean): HTMLElement | null {
  return single ? h("span", { class: "single" }, "◆ single point of failure") : null;
}

function tags(room: Room, component: string): HTMLElement[] {
  return (room.tags.get(component) ?? []).map((tag) => h("span", { class: "tag" }, tag));
}

function guestBox(room: Room, guest: string): HTMLElement {
  const inside = room.guests.get(guest) ?? [];
  const single = room.singles.has(guest);
  const title = [name(guest), tags(room, guest), mark(single)];
  const kind = single ? "box marked" : "box";
  if (inside.length === 0) return h("div", { class: kind }, title);
  return h("details", { class: kind, open: true }, h("summary", null, title), h("div", { class: "boxes" }, inside.map((one) => guestBox(room, one))));
}

function guestCount(room: Room, host: string): number {
  return (room.guests.get(host) ?? []).length;
}

function lineHint(room: Room, host: string): HTMLElement {
  const on = room.left.filter((rail) => rail.attached(host)).map((rail) => rail.name);
  const disks = room.right.filter((rail) => rail.attached(host)).map((rail) => rail.name);
  const parts = [on.length > 0 ? `on ${enumeration(on)}` : "", disks.length > 0 ? `with storage ${enumeration(disks)}` : ""].filter((part) => part !== "");
  return h("span", { class: "hidden" }, parts.length > 0 ? `, ${parts.join(", ")}` : "");
}

function hostBox(room: Room, host: string, unfolded: boolean): HTMLElement {
  const inside = room.guests.get(host) ?? [];
  const single = room.singles.has(host);
  const title = [h("strong", null, name(host)), tags(room, host), mark(single), lineHint(room, host)];
  const kind = single ? "host box marked" : "host box";
  if (inside.length === 0) return h("div", { class: kind }, title);
  return folding(kind, [title, h("span", { class: "small" }, plural(inside.length, "guest"))], unfolded, () =>
    h("div", { class: "boxes" }, inside.map((one) => guestBox(room, one))),
  );
}

/** Its content is made when it is unfolded for the first time. */
function folding(kind: string, title: Parameters<typeof h>[2], unfolded: boolean, content: () => HTMLElement): HTMLElement {
  let made = unfolded;
  const box: HTMLDetailsElement = h(
    "details",
    {
      class: kind,
      open: unfolded,
      toggle: () => {
        if (made || !box.open) return;
        made = true;
        box.append(content());
      },
    },
    h("summary", null, title),
    unfolded ? content() : null,
  );
  return box;
}

// ---- rows with lines --------------------------------------------------------------------------------

interface Touch {
  /** Where the line of a rail begins or ends in this row; otherwise it passes, or is not here. */
  begins?: boolean;
  ends?: boolean;
  here: boolean;
  passes: boolean;
  single: boolean;
}

function railCell(rail: Rail, touch: Touch, index: number, side: "left" | "right", reach: number): HTMLElement {
  const part = !touch.passes ? "off" : touch.begins ? "begins" : touch.ends ? "ends" : "through";
  const top = `calc(var(--first) + ${index} * var(--apart))`;
  return h(
    "span",
    { class: `rail ${part}`, style: `--rail:${rail.color};--at:${top}` },
    touch.here
      ? [
          h("span", { class: `stub ${side}`, style: `width:calc(${reach} * var(--rail-width) - var(--rail-width) / 2)` }),
          h("span", { class: touch.single ? "joint single" : "joint" }),
        ]
      : null,
  );
}

type TouchOf = (rail: Rail) => { here: boolean; single: boolean };

/** `alone`: no two lines touch it from one side, so all do at the same height. */
function row(room: Room, at: number, left: TouchOf, right: TouchOf, content: HTMLElement, alone = false): HTMLElement {
  const cells = (rails: Rail[], of: TouchOf, side: "left" | "right") =>
    rails.map((rail, index) =>
      railCell(
        rail,
        { ...of(rail), begins: at === rail.from && rail.from < rail.to, ends: at === rail.to && rail.from < rail.to, passes: at >= rail.from && at <= rail.to },
        alone ? 0 : index,
        side,
        side === "left" ? rails.length - index : index + 1,
      ),
    );
  return h(
    "div",
    { class: "row" },
    h("span", { class: "rails", "aria-hidden": "true" }, cells(room.left, left, "left")),
    h("div", { class: "cell", style: `min-height:calc(var(--first) + ${alone ? 1 : Math.max(room.left.length, room.right.length)} * var(--apart))` }, content),
    h("span", { class: "rails", "aria-hidden": "true" }, cells(room.right, right, "right")),
  );
}

const nowhere: TouchOf = () => ({ here: false, single: false });

function hostRow(room: Room, at: number, host: string, unfolded: boolean): HTMLElement {
  const link = (rail: Rail) => [...room.singles].some((single) => single.startsWith(`${rail.name}.link`) && single.endsWith(`.${host}`));
  const path = (rail: Rail) => [...room.singles].some((single) => single.startsWith(`${rail.name}.path`) && single.endsWith(`.${host}`));
  return row(
    room,
    at,
    (rail) => ({ here: rail.attached(host), single: link(rail) }),
    (rail) => ({ here: rail.attached(host), single: path(rail) }),
    hostBox(room, host, unfolded),
  );
}

/** Hosts that stand together: a rack, a site, or fifty of a row. */
interface Stand {
  title: string;
  hosts: string[];
}

function standsOf(view: View, hosts: string[]): Stand[] {
  const at = (host: string) => {
    const it = view.variant.room.at("hosts", host);
    return [it.at("site").text, it.at("rack").text].filter((part): part is string => part !== null).join(", rack ");
  };
  const stands = new Map<string, string[]>();
  for (const host of hosts) add(stands, at(host), host);
  return [...stands].flatMap(([title, own]) => {
    if (own.length <= chunk) return [{ title, hosts: own }];
    const parts = Array.from({ length: Math.ceil(own.length / chunk) }, (_, index) => own.slice(index * chunk, (index + 1) * chunk));
    return parts.map((part) => ({ title, hosts: part }));
  });
}

function standTitle(room: Room, stand: Stand): (HTMLElement | string)[] {
  const first = stand.hosts[0]!;
  const last = stand.hosts[stand.hosts.length - 1]!;
  const guests = stand.hosts.reduce((sum, host) => sum + guestCount(room, host), 0);
  const names = first === last ? first : `${first} … ${last}`;
  return [h("strong", null, stand.title ? `${stand.title}: ` : "", name(names)), h("span", { class: "small" }, `${plural(stand.hosts.length, "host")}, ${plural(guests, "guest")}`)];
}

function standRow(room: Room, at: number, stand: Stand): HTMLElement {
  const any = (rail: Rail) => ({ here: stand.hosts.some(rail.attached), single: false });
  const marked = stand.hosts.filter((host) => room.singles.has(host)).length;
  const box = h("div", { class: "stand" });
  box.append(
    row(
      room,
      at,
      any,
      any,
      folding("box stand-head", [standTitle(room, stand), marked > 0 ? h("span", { class: "single" }, `◆ ${plural(marked, "single point")} of failure`) : null], false, () =>
        h("div", { class: "boxes tall" }, stand.hosts.map((host) => hostBox(room, host, false))),
      ),
    ),
  );
  return box;
}

function networkRow(room: Room, at: number, rail: Rail, it: Ref): HTMLElement {
  const switches = it.at("switches").number ?? 1;
  const single = [...room.singles].some((one) => one.startsWith(`${rail.name}.switch`));
  const carries = it.at("carries").texts;
  return row(
    room,
    at,
    (one) => ({ here: one === rail, single }),
    nowhere,
    h(
      "div",
      { class: single ? "line-box marked" : "line-box", style: `--rail:${rail.color}` },
      h("strong", null, name(rail.name)),
      h("span", { class: "small" }, `network${carries.length > 0 ? ` for ${enumeration(carries)}` : ""}, ${plural(switches, "switch").replace("switchs", "switches")}`),
      mark(single),
    ),
    true,
  );
}

function storageRow(room: Room, at: number, rail: Rail, it: Ref): HTMLElement {
  const single = [...room.singles].some((one) => one.startsWith(`${rail.name}.array`) || one.startsWith(`${rail.name}.controller`));
  const network = it.at("network").text;
  const controllers = it.at("controllers").number ?? 1;
  return row(
    room,
    at,
    (one) => ({ here: one.name === network, single: false }),
    (one) => ({ here: one === rail, single }),
    h(
      "div",
      { class: single ? "line-box marked" : "line-box", style: `--rail:${rail.color}` },
      h("strong", null, name(rail.name)),
      h("span", { class: "small" }, `storage${it.at("type").text ? `, ${it.at("type").text}` : ""}${network ? ` over ${network}` : ""}, ${plural(controllers, "controller")}`),
      mark(single),
    ),
    true,
  );
}

function drawing(view: View, room: Room): HTMLElement {
  const networks = view.variant.room.at("networks").entries;
  const storages = view.variant.room.at("storage").entries;
  const guests = [...room.guests.values()].reduce((sum, list) => sum + list.length, 0);
  const small = room.hosts.length + guests <= unfoldedMost;
  const stands = standsOf(view, room.hosts);
  const together = room.hosts.length <= 24 && stands.every((stand) => stand.title === "");
  const middle = together ? room.hosts.length : stands.length;
  const last = networks.length + middle - 1;
  room.left.forEach((rail, index) => {
    const used = storages.map(([, it]) => it.at("network").text).lastIndexOf(rail.name);
    rail.from = index;
    rail.to = used >= 0 ? last + 1 + used : last;
  });
  room.right.forEach((rail, index) => {
    rail.from = networks.length;
    rail.to = last + 1 + index;
  });
  return h(
    "div",
    { class: "room" },
    networks.map(([, it], index) => networkRow(room, index, room.left[index]!, it)),
    together
      ? room.hosts.map((host, index) => hostRow(room, networks.length + index, host, small))
      : stands.map((stand, index) => standRow(room, networks.length + index, stand)),
    storages.map(([, it], index) => storageRow(room, last + 1 + index, room.right[index]!, it)),
  );
}

function clusters(view: View): HTMLElement | null {
  const entries = view.variant.room.at("clusters").entries;
  if (entries.length === 0) return h("p", null, "No cluster watches over anything here: what fails waits for its repair.");
  return h(
    "ul",
    { class: "plain" },
    entries.slice(0, 40).map(([cluster, it]) => {
      const nodes = it.at("nodes").texts;
      const shown = nodes.length > 6 ? [...nodes.slice(0, 3), `… ${nodes[nodes.length - 1]}`].join(", ") : enumeration(nodes);
      return h(
        "li",
        null,
        h("strong", null, "cluster ", name(cluster)),
        it.at("profile").text ? [" (", name(it.at("profile").text!), ")"] : null,
        ` on ${shown}: ${plural(it.at("groups").keys.length || it.at("pools").keys.length, it.at("groups").keys.length > 0 ? "group" : "pool")}`,
      );
    }),
    entries.length > 40 ? h("li", null, `and ${count(entries.length - 40)} others`) : null,
  );
}

export const room: Section = (view) => {
  if (!view.variant.room.exists) return null;
  const it = roomOf(view);
  const sizes = (["vms", "apps"] as const).map((key) => view.variant.room.at(key).keys.length);
  const lead = `${plural(it.hosts.length, "host")}, ${plural(sizes[0]!, "virtual machine")}, ${plural(sizes[1]!, "application")}, as they stand when all is well.`;
  return section(
    "room",
    "The machine room",
    lead,
    figure(
      view.variant.name || "What stands where",
      [
        "networks run at the left, storage at the right; a dot is a connection",
        view.service === "" ? "" : view.variant.fmea.exists ? [". ◆ in red: alone it takes ", name(view.service), " down until it is repaired, or a person comes"] : ". Single points of failure are not marked, since the failures were not analysed",
        ".",
      ],
      drawing(view, it),
    ),
    clusters(view),
  );
};
