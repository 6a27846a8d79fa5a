import type { DataOrigin } from "cuaderno/sources";

/** The line that stands below every figure: whose data it is, or that it is made up. */
export function telecomCredit({ data, label }: Pick<DataOrigin, "data" | "label">): string {
  return data === "sample"
    ? "made-up sample in the form of the market tables of IFT, Mexico"
    : `Instituto Federal de Telecomunicaciones, Mexico, open data; ${label}`;
}
