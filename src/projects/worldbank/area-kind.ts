/** Codes of country groups (regions, incomes, lending) among the World Bank's areas; all its other three-letter codes are economies. */
const groups: ReadonlySet<string> = new Set(
  (
    "AFE AFW ARB CEB CSS EAP EAR EAS ECA ECS EMU EUU FCS HIC HPC IBD IBT IDA IDB IDX INX LAC LCN LDC LIC LMC LMY LTE MEA MIC MNA " +
    "NAC OED OSS PRE PSS PST SAS SSA SSF SST TEA TEC TLA TMN TSA TSS UMC WLD"
  ).split(" "),
);

/** Groups whose name in the data is wrong, with the right one. */
export const wrongAreaNames: Readonly<Record<string, string>> = { CEB: "Central Europe and the Baltics" };

/**
 * Whether an area code stands for a country (an economy, in the World Bank's words) or a group of them. Codes that are not three capital
 * letters, which Data360 has for unions and the like, count as groups.
 *
 * @example areaKind("MEX") // "country"
 */
export function areaKind(code: string): "country" | "group" {
  return /^[A-Z]{3}$/.test(code) && !groups.has(code) ? "country" : "group";
}

/** The codes of the groups that are known by name. */
export function groupCodes(): readonly string[] {
  return [...groups];
}
