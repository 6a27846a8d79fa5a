import { column, type SchemaColumns, schema, type TableSchema } from "cuaderno";

/** The four tables on mobile internet that the Mexican regulator publishes. */
export type IftTableName = "lines" | "traffic" | "share" | "concentration";

/** File name of each table at the publisher, without `.csv`. */
export const iftFileNames: Readonly<Record<IftTableName, string>> = {
  lines: "TD_LINEAS_INTMOVIL_ITE_VA",
  traffic: "TD_TRAF_INTMOVIL_ITE_VA",
  share: "TD_MARKET_SHARE_INTMOVIL_ITE_VA",
  concentration: "TD_IHH_INTMOVIL_ITE_VA",
};

/** URL of a table's file; `base` is the folder of the files. */
export function iftUrl(table: IftTableName, base = "https://bit.ift.org.mx/descargas/datos/tabs"): string {
  return `${base}/${iftFileNames[table]}.csv`;
}

const month = column.datetime({ description: "first day of the month, from FECHA, or from ANIO and MES" });
const group = column.string({
  source: "K_GRUPO",
  pattern: "[A-Z]\\d+",
  description: "key of the group of companies, an operator on the market",
});
const groupName = column.category({ source: "GRUPO", description: "name of the group" });
const holder = {
  folio: column.integer({ source: "FOLIO", description: "number of the concession or permission" }),
  group,
  groupName,
  company: column.string({ source: "K_EMPRESA", description: "key of the company; a group may own several" }),
  companyName: column.category({ source: "EMPRESA", description: "name of the company" }),
  holder: column.category({ source: "CONCESIONARIO", description: "who holds the concession, by its legal name" }),
};
const lineCount = (source: string, description: string) =>
  column.integer({ source, unit: "lines", description, min: 0, nullable: true, thousands: "," });
const terabytes = (source: string, description: string) =>
  column.number({ source, unit: "TB", description, min: 0, nullable: true, thousands: "," });

const columns = {
  lines: {
    ...holder,
    prepaid: lineCount("L_PREPAGO_E", "prepaid lines"),
    postpaid: lineCount("L_POSPAGO_E", "postpaid lines of an unspecified kind"),
    controlled: lineCount("L_POSPAGOC_E", "postpaid lines with a limit (controlled)"),
    free: lineCount("L_POSPAGOL_E", "postpaid lines without a limit (free)"),
    unspecified: lineCount("L_NO_ESPECIFICADO_E", "lines of an unspecified kind"),
    total: lineCount("L_TOTAL_E", "all lines with mobile internet"),
  },
  traffic: {
    ...holder,
    second: terabytes("TRAF_TB_2G_E", "data over 2G"),
    third: terabytes("TRAF_TB_3G_E", "data over 3G"),
    fourth: terabytes("TRAF_TB_4G_E", "data over 4G"),
    unspecified: terabytes("TRAF_TB_NO_ESPECIFICADO_E", "data over an unspecified network"),
    total: terabytes("TOTAL_TB_E", "all data of the month"),
  },
  share: {
    group,
    groupName,
    share: column.number({
      source: "MARKET_SHARE",
      unit: "%",
      description: "share of all lines of the month, with two decimals",
      percent: true,
      min: 0,
      max: 100,
    }),
  },
  concentration: {
    index: column.integer({
      // Recent files name this column after another table, on fixed telephony.
      source: ["IHH_TELFIJA_E", "IHH_INTMOVIL_E"],
      unit: "points",
      description: "Herfindahl-Hirschman index: the squared shares in percent, summed; 10,000 is one operator alone",
      thousands: ",",
      min: 0,
      max: 10_000,
    }),
  },
};

const descriptions: Readonly<Record<IftTableName, string>> = {
  lines: "lines with mobile internet by month and holder of a concession, from June 2013",
  traffic: "mobile data traffic by month and holder of a concession, from January 2015",
  share: "share of the lines with mobile internet by month and group, quarterly from June 2010, monthly from June 2013",
  concentration: "concentration of the market for mobile internet by quarter, from June 2010",
};

const keys: Readonly<Record<IftTableName, readonly string[]>> = {
  lines: ["month", "holder"],
  traffic: ["month", "holder"],
  share: ["month", "group"],
  concentration: ["month"],
};

/** Schemas of the tables after parsing: `month` replaces the date, year and month columns of the file. */
export const iftSchemas: Readonly<Record<IftTableName, TableSchema>> = each((name) => {
  const all: SchemaColumns = { month, ...columns[name] };
  return schema(name, all, { key: keys[name], trim: true, description: descriptions[name] });
});

/** Schemas of the published files: with a date, with year and month number, or with both. */
export const iftPublished: Readonly<Record<IftTableName, TableSchema>> = each((name) =>
  schema(
    name,
    {
      date: column.string({ source: "FECHA", optional: true, nullable: true }),
      year: column.integer({ source: "ANIO", optional: true, nullable: true, min: 2000, max: 2100 }),
      number: column.integer({ source: "MES", optional: true, nullable: true, min: 1, max: 12 }),
      ...columns[name],
    },
    { trim: true },
  ),
);

function each(toSchema: (name: IftTableName) => TableSchema): Readonly<Record<IftTableName, TableSchema>> {
  return {
    lines: toSchema("lines"),
    traffic: toSchema("traffic"),
    share: toSchema("share"),
    concentration: toSchema("concentration"),
  };
}
