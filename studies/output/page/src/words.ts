// Numbers and times as people say them: the same words as the program's own text (studies/words.cpp),
// with no digit that the interval beside them does not support.

/** What is shown of a number, and how coarsely it was rounded, in the number's own unit. */
export interface Words {
  text: string;
  step: number;
}

interface Unit {
  seconds: number;
  /** People say "30 h" rather than "1 d 6 h". */
  from: number;
  name: string;
  lesser: string;
  lesserSeconds: number;
  /** To what multiples of the lesser unit it is rounded. */
  steps: number[];
}

const units: Unit[] = [
  { seconds: 31536000, from: 31536000, name: "y", lesser: "d", lesserSeconds: 86400, steps: [1, 2, 5, 10, 20, 100, 365] },
  { seconds: 86400, from: 172800, name: "d", lesser: "h", lesserSeconds: 3600, steps: [1, 2, 3, 4, 6, 12, 24] },
  { seconds: 3600, from: 3600, name: "h", lesser: "min", lesserSeconds: 60, steps: [1, 2, 5, 10, 15, 30, 60] },
  { seconds: 60, from: 60, name: "min", lesser: "s", lesserSeconds: 1, steps: [1, 2, 5, 10, 15, 30, 60] },
];

function grouped(text: string): string {
  const [whole = "", rest] = text.split(".");
  const commas = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return rest === undefined ? commas : `${commas}.${rest}`;
}

/** With so many decimals, thousands set apart by commas. */
export function decimal(value: number, decimals: number): string {
  const text = grouped(Math.abs(value).toFixed(decimals));
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** So many decimals that two digits of the uncertainty are left. */
export function decimalsFor(giveOrTake: number, otherwise: number): number {
  if (!(giveOrTake > 0) || !Number.isFinite(giveOrTake)) return otherwise;
  return Math.min(Math.max(1 - Math.floor(Math.log10(giveOrTake)), 0), 15);
}

/** So many significant digits. */
export function significant(value: number, digits: number): Words {
  if (value === 0) return { text: "0", step: 0 };
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  const step = 10 ** (magnitude - digits + 1);
  if (magnitude < -6) return { text: value.toExponential(digits - 1), step };
  const decimals = Math.max(0, digits - 1 - magnitude);
  return { text: decimal(value, decimals), step: 10 ** -decimals };
}

export function count(value: number): string {
  return grouped(String(Math.round(value)));
}

/** "3 services", "1 service". */
export function plural(value: number, thing: string): string {
  return `${count(value)} ${thing}${value === 1 ? "" : "s"}`;
}

function belowAMinute(seconds: number, giveOrTake: number): Words {
  if (seconds === 0) return { text: "0 s", step: 0 };
  const [unit, name] = seconds >= 0.9995 ? [1, "s"] : seconds >= 0.9995e-3 ? [1e-3, "ms"] : [1e-6, "µs"];
  const shown = seconds / unit;
  const threeDigits = shown < 10 ? 2 : shown < 100 ? 1 : 0;
  const decimals = giveOrTake > 0 ? Math.min(decimalsFor(giveOrTake / unit, 2), threeDigits) : threeDigits;
  if (shown < 10 ** -decimals) return { text: `less than ${10 ** -decimals} ${name}`, step: 2 * unit * 10 ** -decimals };
  const text = decimal(shown, decimals);
  // With an uncertainty the zeros say something.
  const short = giveOrTake > 0 || !text.includes(".") ? text : text.replace(/\.?0+$/, "");
  return { text: `${short} ${name}`, step: unit * 10 ** -decimals };
}

/** "4 h 12 min", rounded to what an uncertainty leaves; its step is in seconds. */
export function duration(seconds: number, giveOrTake = 0): Words {
  if (seconds < 0) {
    const words = duration(-seconds, giveOrTake);
    return { text: words.text === "0 s" ? words.text : `−${words.text}`, step: words.step };
  }
  if (seconds < 59.95) return belowAMinute(seconds, giveOrTake);
  const value = Math.max(seconds, 60);
  const major = units.findIndex((unit) => unit.from <= value);
  const unit = units[major]!;
  let step = unit.steps[0]! * unit.lesserSeconds;
  for (const multiple of unit.steps) {
    if (multiple * unit.lesserSeconds <= giveOrTake / 2) step = multiple * unit.lesserSeconds;
  }
  const rounded = Math.round(value / step) * step;
  const above = units[major - 1];
  if (above && rounded >= above.from) return { text: `${Math.round(above.from / above.seconds)} ${above.name}`, step };
  const whole = Math.floor(rounded / unit.seconds + 1e-9);
  const rest = Math.round((rounded - whole * unit.seconds) / unit.lesserSeconds);
  if (whole === 0) return { text: `${rest} ${unit.lesser}`, step };
  const front = `${grouped(String(whole))} ${unit.name}`;
  return { text: rest === 0 ? front : `${front} ${rest} ${unit.lesser}`, step };
}

/** A share in percent; never "100 %" for what is not all. */
export function percent(share: number, giveOrTake = 0, otherwise = 0): Words {
  const value = share * 100;
  let decimals = decimalsFor(giveOrTake * 100, otherwise);
  const looksWhole = (text: string) => (value < 100 && /^100(\.0*)?$/.test(text)) || (value > 0 && /^0(\.0*)?$/.test(text));
  while (decimals < 15 && looksWhole(value.toFixed(decimals))) ++decimals;
  return { text: `${decimal(value, decimals)} %`, step: 10 ** -decimals / 100 };
}

/** A part of a whole that has no interval of its own: "43 %", "0.4 %", "< 0.1 %". */
export function roughPercent(share: number): Words {
  if (share === 0) return { text: "0 %", step: 0 };
  if (share < 0.001) return { text: "< 0.1 %", step: 0.002 };
  return percent(share, 0, share < 0.1 ? 1 : 0);
}

const numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/** "three and a half nines". */
export function nines(unavailability: number): string {
  if (unavailability <= 0) return "all nines";
  const whole = Math.min(Math.max(Math.floor(-Math.log10(unavailability) + 1e-9), 0), 12);
  if (whole === 0) return "no nine";
  const half = unavailability <= 0.5 * 10 ** -whole * (1 + 1e-9);
  if (half && whole < 12) return `${numbers[whole]} and a half nines`;
  return `${numbers[whole]} nine${whole === 1 ? "" : "s"}`;
}

/** "a, b and c". */
export function enumeration(items: string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}
