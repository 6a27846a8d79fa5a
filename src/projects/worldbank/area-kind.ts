/**
 * Codes of country groups (regions, incomes, lending) among the World Bank's areas; its other codes of three characters
 * are economies.
 */
const groups: ReadonlySet<string> = new Set(
  (
    "AFE AFW ARB CEB CSS EAP EAR EAS ECA ECS EMU EUU FCS HIC HPC IBD IBT IDA IDB IDX INX LAC LCN LDC LIC LMC LMY LTE MEA MIC MNA " +
    "NAC OED OSS PRE PSS PST SAS SSA SSF SST TEA TEC TLA TMN TSA TSS UMC WLD"
  ).split(" "),
);

/**
 * Whether an area code is a country (an economy, in the World Bank's words) or a group of countries. Codes that are not
 * three capital characters, which Data360 has for unions, are groups.
 *
 * @example areaKind("MEX") // "country"
 */
export function areaKind(code: string): "country" | "group" {
  return /^[A-Z]{3}$/.test(code) && !groups.has(code) ? "country" : "group";
}
