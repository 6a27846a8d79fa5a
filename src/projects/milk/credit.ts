import type { DataOrigin } from "cuaderno/sources";

/** The line that stands below every figure: whose data it is, or that it is made up. */
export function milkCredit({ data, label }: Pick<DataOrigin, "data" | "label">): string {
  return data === "sample"
    ? "made-up sample in the form of Chile's milk price, rain and economy"
    : `ODEPA (price), Banco Central de Chile (economy), rain of eight regions; ${label}`;
}
