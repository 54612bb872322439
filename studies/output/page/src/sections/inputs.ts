// What went in: every time of the scenario with where it comes from, guesses, and the profiles' other values.

import { h, number, numbers, range, table } from "../dom";
import { Ref } from "../ref";
import { Section, View } from "../state";
import { duration, plural } from "../words";
import { figure, name, section } from "./parts";

/** "assumption" and "source" of a profile's value; otherwise the place in the file. */
function origin(input: Ref): (Node | string)[] {
  const assumption = input.at("assumption").text;
  const source = input.at("source").text;
  const profile = input.at("profile").text;
  if (profile) return [name(profile), ": ", ...(assumption ? [h("strong", null, "assumed"), `: ${assumption}`] : [source ?? ""])];
  const file = input.at("file").text ?? "";
  const line = input.at("line").number;
  return [name(line === null ? file : `${file}, line ${line}`)];
}

function value(input: Ref): Node | (Node | string)[] {
  const hours = input.at("median_hours");
  if (!input.at("guess").isTrue) return number(hours, "hours");
  return [number(input.at("low_hours"), "hours"), " to ", number(input.at("high_hours"), "hours"), " (90 %)"];
}

function times(view: View): HTMLElement | null {
  const inputs = view.variant.inputs.at("times").items;
  if (inputs.length === 0) return null;
  const guesses = inputs.filter((input) => input.at("guess").isTrue).length;
  const assumed = inputs.filter((input) => input.at("assumption").exists).length;
  return figure(
    "Times",
    `${plural(inputs.length, "time")}; ${guesses === 0 ? "none is given as a guess" : `${plural(guesses, "guess").replace("guesss", "guesses")}, given as ranges`}; ${assumed === 0 ? "no profile assumes one of them" : `${assumed} assumed by a profile`}. What the scenario's author wrote has no source but the file and its comments. Of a law that is neither constant nor exponential, the mean.`,
    numbers(
      table(
        "Times of the scenario",
        ["input", { title: "value", number: true }, "where from"],
        inputs.map((input) => [name(input.at("input").text ?? ""), value(input), origin(input)]),
      ),
    ),
  );
}

function unknowns(view: View): HTMLElement | null {
  const unknown = view.variant.run.at("services", view.service, "not_known");
  const inputs = unknown.at("inputs").items;
  if (inputs.length === 0) return null;
  return figure(
    "What is not known",
    "and what it explains of the range that this leaves.",
    table(
      "Inputs that are not known",
      ["input", { title: "from", number: true }, { title: "to (90 %)", number: true }, { title: "explains", number: true }, { title: "its range", number: true }],
      inputs.map((input) => [
        name(input.at("input").text ?? ""),
        number(input.at("low_hours"), "hours"),
        number(input.at("high_hours"), "hours"),
        input.at("share").exists ? number(input.at("share", "mean"), "share") : "not known",
        input.at("share").exists ? range(input.at("share"), "share") : "",
      ]),
    ),
  );
}

function profiles(view: View): HTMLElement[] {
  const used = new Set(view.variant.room.at("clusters").entries.flatMap(([, cluster]) => cluster.at("profile").text ?? []));
  return view.report.document
    .at("profiles")
    .entries.filter(([profile]) => used.has(profile))
    .map(([profile, it]) => {
      const values = it.at("values").items;
      const assumed = values.filter((one) => one.at("assumption").exists).length;
      return figure(
        `Profile ${profile}`,
        [it.at("title").text ?? "", `. ${plural(values.length, "value")}, ${assumed} assumed. A cluster's own values in the scenario take their place.`],
        numbers(
          table(
            `Values of ${profile}`,
            ["key", "value", "where from"],
            values.map((one) => [
              name(one.at("path").text ?? ""),
              one.at("value").text ?? "",
              one.at("assumption").exists ? [h("strong", null, "assumed"), `: ${one.at("assumption").text}`] : (one.at("source").text ?? ""),
            ]),
          ),
        ),
      );
    });
}

export const inputs: Section = (view) => {
  const parts = [unknowns(view), times(view), ...profiles(view)].filter((part): part is HTMLElement => part !== null);
  if (parts.length === 0) return null;
  return section("inputs", "What went in", "An answer is as good as its inputs. These are they, and where each comes from.", parts);
};

/** How long the scenario looks ahead, in words. */
export function horizonWords(result: Ref): string | null {
  const hours = result.at("horizon_hours").number;
  return hours === null ? null : duration(hours * 3600).text;
}
