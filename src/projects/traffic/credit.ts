import type { DataOrigin } from "cuaderno/sources";

/** The line that stands below every figure: whose data it is, or that it is made up. */
export function trafficCredit({ data, label }: Pick<DataOrigin, "data" | "label">): string {
  return data === "sample"
    ? "made-up sample in the form of Metro Interstate Traffic Volume"
    : `Metro Interstate Traffic Volume, UCI no. 492; ${label}`;
}
