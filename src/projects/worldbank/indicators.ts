/** A series of the World Bank. */
export interface Indicator {
  readonly database: string;
  readonly indicator: string;
  readonly title: string;
  /** Unit for axes. */
  readonly unit: string;
  /** Largest possible value, for shares. */
  readonly maximum?: number;
}

/** The three series of the original project, one from each of its databases. */
export const indicators: readonly Indicator[] = [
  { database: "WB_WDI", indicator: "WB_WDI_SP_DYN_LE00_IN", title: "life expectancy", unit: "years" },
  { database: "WB_ESG", indicator: "WB_ESG_EN_ATM_CO2E_PC", title: "CO2 per head", unit: "t" },
  {
    database: "WB_SE4ALL",
    indicator: "WB_SE4ALL_EG_ACS_ELEC",
    title: "access to electricity",
    unit: "%",
    maximum: 100,
  },
];
