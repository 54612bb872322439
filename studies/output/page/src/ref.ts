// A place in the report's JSON, with its path, so that every number on the page tells where it stands
// there, and a result that lacks something simply has nothing at that place.

export class Ref {
  constructor(
    readonly value: unknown,
    /** A JSON pointer (RFC 6901) from the top of the document. */
    readonly path: string,
  ) {}

  at(...keys: (string | number)[]): Ref {
    let value = this.value;
    let path = this.path;
    for (const key of keys) {
      const inside = typeof value === "object" && value !== null && Object.hasOwn(value, key);
      value = inside ? (value as Record<string | number, unknown>)[key] : undefined;
      path += `/${String(key).replace(/~/g, "~0").replace(/\//g, "~1")}`;
    }
    return new Ref(value, path);
  }

  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }
  get number(): number | null {
    return typeof this.value === "number" ? this.value : null;
  }
  get text(): string | null {
    return typeof this.value === "string" ? this.value : null;
  }
  get isTrue(): boolean {
    return this.value === true;
  }
  get items(): Ref[] {
    return Array.isArray(this.value) ? this.value.map((_, index) => this.at(index)) : [];
  }
  get texts(): string[] {
    return Array.isArray(this.value) ? this.value.filter((item): item is string => typeof item === "string") : [];
  }
  get keys(): string[] {
    return typeof this.value === "object" && this.value !== null && !Array.isArray(this.value) ? Object.keys(this.value) : [];
  }
  get entries(): [string, Ref][] {
    return this.keys.map((key) => [key, this.at(key)]);
  }
}

/** The bounds of {"mean", "low", "high"}, or of its kin; null where nothing bounds it. */
export interface Bounds {
  mean: number;
  low: number | null;
  high: number | null;
}

export function boundsOf(ref: Ref): Bounds | null {
  const mean = ref.at("mean").number ?? ref.at("value").number ?? ref.at("median").number;
  if (mean === null) return null;
  return { mean, low: ref.at("low").number, high: ref.at("high").number };
}

export function halfWidth(bounds: Bounds | null): number {
  return bounds && bounds.low !== null && bounds.high !== null ? (bounds.high - bounds.low) / 2 : 0;
}
