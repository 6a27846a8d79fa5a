import { type ColumnSpec, column, schema, type TableSchema } from "cuaderno";

const group = column.string({ description: "key of the group of companies" });
const operator = column.category({ description: "name of the group" });
const number = (description: string, unit: string) => column.number({ description, unit, nullable: true, min: 0 });
const percent = (description: string) => column.number({ description, unit: "%", nullable: true, min: 0, max: 100 });
const step = (months: number) =>
  column.number({ description: `median monthly change of the share in the ${months} months before`, unit: "points" });

const columnsOfMarket: {
  readonly month: ColumnSpec<Date>;
  readonly group: ColumnSpec<string>;
  readonly operator: ColumnSpec<string>;
  readonly share: ColumnSpec<number | null>;
  readonly lines: ColumnSpec<number | null>;
  readonly prepaid: ColumnSpec<number | null>;
  readonly controlled: ColumnSpec<number | null>;
  readonly unspecified: ColumnSpec<number | null>;
  readonly traffic: ColumnSpec<number | null>;
  readonly index: ColumnSpec<number | null>;
} = {
  month: column.datetime({ description: "first day of the month" }),
  group,
  operator,
  share: percent("published share of all lines"),
  lines: number("lines of all companies of the group", "lines"),
  prepaid: number("prepaid lines", "lines"),
  controlled: number("postpaid lines with a limit", "lines"),
  unspecified: number("lines of an unspecified kind", "lines"),
  traffic: number("data of the month", "TB"),
  index: number("published Herfindahl-Hirschman index of the month, in the last month of a quarter", "points"),
};

/** The market: the four tables as one, with a row per month and group of companies. */
export const marketSchema: TableSchema<typeof columnsOfMarket> = schema("market", columnsOfMarket, {
  key: ["month", "group"],
  description: "Shares, lines, traffic and concentration of mobile internet in Mexico by month and group",
});

const columnsOfForecasts: {
  readonly group: ColumnSpec<string>;
  readonly operator: ColumnSpec<string>;
  readonly origin: ColumnSpec<Date>;
  readonly month: ColumnSpec<Date>;
  readonly ahead: ColumnSpec<number>;
  readonly last: ColumnSpec<number>;
  readonly step3: ColumnSpec<number>;
  readonly step6: ColumnSpec<number>;
  readonly step12: ColumnSpec<number>;
  readonly step24: ColumnSpec<number>;
  readonly share: ColumnSpec<number | null>;
} = {
  group,
  operator,
  origin: column.datetime({ description: "last month that the forecast may know" }),
  month: column.datetime({ description: "predicted month" }),
  ahead: column.integer({ description: "months from the origin to the predicted month", unit: "months", min: 1 }),
  last: column.number({ description: "share at the origin", unit: "%", min: 0, max: 100 }),
  step3: step(3),
  step6: step(6),
  step12: step(12),
  step24: step(24),
  share: percent("share of the predicted month; missing in months to come"),
};

/** A row per forecast: what is known of an operator at the origin, and its share one to twelve months later. */
export const forecastSchema: TableSchema<typeof columnsOfForecasts> = schema("forecasts", columnsOfForecasts, {
  key: ["group", "origin", "ahead"],
  description:
    "Each operator's last share and its typical monthly changes at an origin, and the twelve months after it",
});
