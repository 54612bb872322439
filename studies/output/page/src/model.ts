// What a document of the report holds, whichever verb it came from: variants, each with what is known of
// it. A document is {"kind", "scenario", "result": what the verb printed, "details": [of each variant:
// "variant", "room", "fmea", "sensitivity", "failovers", "inputs"], "profiles", "notes"}; whatever is
// missing is not shown.

import { Ref } from "./ref";

/** What one fault does when nothing else fails, and the facts of one such course. */
export interface Failover {
  fault: string;
  inject: Ref;
  story: Ref;
}

export interface Variant {
  /** "" where the scenario has no variants. */
  name: string;
  run: Ref;
  fmea: Ref;
  sensitivity: Ref;
  solution: Ref;
  failovers: Failover[];
  room: Ref;
  inputs: Ref;
}

export interface Report {
  document: Ref;
  kind: string;
  scenario: string;
  description: string;
  variants: Variant[];
  services: string[];
  differences: Ref[];
}

const none = new Ref(undefined, "");

function servicesOf(variant: Variant): string[] {
  const first = [variant.run, variant.fmea, variant.sensitivity, variant.solution].find((part) => part.exists);
  const injected = variant.failovers.map((failover) => failover.inject);
  return [first ?? none, ...injected].flatMap((part) => part.at("services").keys);
}

/** The result of a verb that answers for one scenario. */
function single(document: Ref, kind: string): Variant {
  const result = document.at("result");
  const of = (wanted: string) => (kind === wanted ? result : none);
  const injected = { fault: result.at("faults").texts.join(", "), inject: result, story: none };
  return {
    name: result.at("variant").text ?? "",
    run: of("run"),
    fmea: of("fmea"),
    sensitivity: of("sensitivity"),
    solution: of("solve"),
    failovers: kind === "inject" ? [injected] : [],
    room: result.at("room"),
    inputs: none,
  };
}

function variantsOf(document: Ref, kind: string): Variant[] {
  if (kind !== "compare" && kind !== "variants") return [single(document, kind)];
  return document
    .at("result", "variants")
    .entries.map(([name, run]) => ({
      name,
      run,
      fmea: none,
      sensitivity: none,
      solution: none,
      failovers: [],
      room: run.at("room"),
      inputs: none,
    }));
}

function withDetails(variant: Variant, document: Ref): Variant {
  const detail = document.at("details").items.find((item) => (item.at("variant").text ?? "") === variant.name);
  if (!detail) return variant;
  const or = (part: Ref, key: string) => (detail.at(key).exists ? detail.at(key) : part);
  return {
    ...variant,
    fmea: or(variant.fmea, "fmea"),
    sensitivity: or(variant.sensitivity, "sensitivity"),
    failovers: detail.at("failovers").exists
      ? detail.at("failovers").items.map((item) => ({
          fault: item.at("fault").text ?? "",
          inject: item.at("inject"),
          story: item.at("story"),
        }))
      : variant.failovers,
    room: or(variant.room, "room"),
    inputs: detail.at("inputs"),
  };
}

export function reportOf(json: unknown): Report {
  const document = new Ref(json, "");
  const kind = document.at("kind").text ?? "";
  const variants = variantsOf(document, kind).map((variant) => withDetails(variant, document));
  return {
    document,
    kind,
    scenario: document.at("scenario").text ?? "",
    description: document.at("description").text ?? "",
    variants,
    services: [...new Set(variants.flatMap(servicesOf))],
    differences: document.at("result", "differences").items,
  };
}

/** What a variant is called on the page. */
export function nameOf(variant: Variant, report: Report): string {
  return variant.name || report.scenario;
}

// ---- causes by kind ---------------------------------------------------------------------------------

/** In the order of their colours: the first is what is done on purpose, the others from the ground up. */
export const kinds = ["planned work", "network", "storage", "hosts", "virtual machines", "applications", "other"] as const;
export type Kind = (typeof kinds)[number];

/** Which part of the room a cause belongs to: "node1.hardware" is of a host. */
export type KindOf = (cause: string) => Kind;

function byItsName(cause: string): Kind {
  if (/\.(switch\d*|link\d*(\..+)?|trunk)$/.test(cause)) return "network";
  if (/\.(array|controller\d*|path\d*(\..+)?)$/.test(cause)) return "storage";
  return "other";
}

export function kindsOf(room: Ref): KindOf {
  const known = new Map<string, Kind>();
  const add = (section: string, kind: Kind) => room.at(section).keys.forEach((name) => known.set(name, kind));
  add("trunks", "network");
  add("apps", "applications");
  add("vms", "virtual machines");
  add("hosts", "hosts");
  add("storage", "storage");
  add("networks", "network");
  add("maintenance", "planned work");
  return (cause) => {
    for (let end = cause.length; end > 0; end = cause.lastIndexOf(".", end - 1)) {
      const kind = known.get(cause.slice(0, end));
      if (kind) return kind;
    }
    return byItsName(cause);
  };
}

/** The component that a failure is one of: "public.link.node1" as it is, "node1.hardware" is node1's. */
export function componentOf(failure: string): string {
  return /\.(switch\d*|link\d*\..+|array|controller\d*|path\d*\..+)$/.test(failure)
    ? failure
    : failure.replace(/\.[^.]*$/, "");
}
