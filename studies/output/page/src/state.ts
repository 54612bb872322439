// What the reader looks at now.

import { Report, Variant } from "./model";

export interface View {
  report: Report;
  service: string;
  variant: Variant;
  /** Of the failures that are told. */
  fault: string;
  change(part: Partial<Pick<View, "service" | "variant" | "fault">>): void;
}

/** A part of the page; nothing where the document holds nothing of it. */
export type Section = (view: View) => HTMLElement | null;
