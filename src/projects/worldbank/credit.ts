import type { DataOrigin } from "cuaderno/sources";

/** The line that stands below every figure: whose data it is, or that it is made up. */
export function worldBankCredit({ data, label }: Pick<DataOrigin, "data" | "label">): string {
  return data === "sample"
    ? "made-up sample in the form of the World Bank's Data360"
    : `World Bank, Data360 (CC BY 4.0); ${label}`;
}
