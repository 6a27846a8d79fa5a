import type { DataOrigin } from "cuaderno/sources";

/** The line that stands below every figure: whose data it is, or that it is made up. */
export function crimeCredit({ data, label }: Pick<DataOrigin, "data" | "label">): string {
  return data === "sample"
    ? "made-up sample in the form of Chicago's reported crimes"
    : `City of Chicago, reported crimes (ijzp-q8t2) and police stations (z8bn-74gv); ${label}`;
}
