// What a person reads on the page, back into numbers.

const seconds = { y: 31536000, d: 86400, h: 3600, min: 60, s: 1, ms: 1e-3, "µs": 1e-6 };

/** "−1 h 20 min", "99.95 %", "1,234.5" as a number: of seconds, of 1, or as it is. */
export function numberOf(text) {
  const plain = text.replace(/^(<|less than) /, "").replace(/,/g, "").replace("−", "-").trim();
  const sign = plain.startsWith("-") ? -1 : 1;
  const parts = plain.replace("-", "").split(" ");
  if (parts.length === 1) return sign * Number(parts[0]);
  if (parts[1] === "%") return (sign * Number(parts[0])) / 100;
  let sum = 0;
  for (let index = 0; index < parts.length; index += 2) {
    const unit = seconds[parts[index + 1]];
    if (unit === undefined) throw new Error(`no unit in '${text}'`);
    sum += Number(parts[index]) * unit;
  }
  return sign * sum;
}

const inUnit = { seconds: 1, minutes: 60, hours: 3600 };

/** How far what is shown is from the value, in steps of its rounding; at most a half where all is well. */
export function stepsOff({ text, value, unit, step }) {
  const shown = numberOf(text) / (inUnit[unit] ?? 1);
  const off = Math.abs(shown - Math.abs(value) * Math.sign(shown || 1));
  return off <= 1e-9 * Math.abs(value) ? 0 : off / step;
}

/** The value at a JSON pointer (RFC 6901). */
export function at(document, pointer) {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replace(/~1/g, "/").replace(/~0/g, "~"))
    .reduce((value, key) => value?.[key], document);
}
