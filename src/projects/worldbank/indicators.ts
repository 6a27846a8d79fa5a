/** One series of the World Bank: what it is called here, and in what it is measured. */
export interface Indicator {
  readonly database: string;
  readonly indicator: string;
  readonly title: string;
  /** Unit in words, for axes. */
  readonly unit: string;
}

/** The three of the original project, one from each of its databases. Files may bring others. */
export const indicators: readonly Indicator[] = [
  { database: "WB_WDI", indicator: "WB_WDI_SP_DYN_LE00_IN", title: "life expectancy", unit: "years" },
  { database: "WB_ESG", indicator: "WB_ESG_EN_ATM_CO2E_PC", title: "CO2 per head", unit: "t" },
  { database: "WB_SE4ALL", indicator: "WB_SE4ALL_EG_ACS_ELEC", title: "access to electricity", unit: "%" },
];

const unitWords: Readonly<Record<string, string>> = { YR: "years", T_POP: "t per head", PT_POP: "%", PT: "%" };

/** The title and unit of an indicator; of an unknown one its code, and its unit as the file has it. */
export function indicatorNamed(indicator: string, unit: string | null = null): Indicator {
  const known = indicators.find((one) => one.indicator === indicator);
  if (known !== undefined) return known;
  const database = /^(WB_[A-Z0-9]+)_/.exec(indicator)?.[1] ?? "";
  return { database, indicator, title: indicator, unit: unitWords[unit ?? ""] ?? unit ?? "" };
}
