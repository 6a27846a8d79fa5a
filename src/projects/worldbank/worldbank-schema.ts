import { type ColumnSpec, column, schema, type TableSchema } from "cuaderno";

const columnsOfObservations: {
  readonly DATABASE_ID: ColumnSpec<string>;
  readonly INDICATOR: ColumnSpec<string>;
  readonly REF_AREA: ColumnSpec<string>;
  readonly REF_AREA_LABEL: ColumnSpec<string | null>;
  readonly TIME_PERIOD: ColumnSpec<number>;
  readonly OBS_VALUE: ColumnSpec<number | null>;
  readonly UNIT_MEASURE: ColumnSpec<string | null>;
} = {
  DATABASE_ID: column.category({ description: "database of the World Bank", pattern: "[A-Z0-9_]+" }),
  INDICATOR: column.category({ description: "series, with the database in front", pattern: "[A-Z0-9_]+" }),
  REF_AREA: column.category({ description: "country or group of countries" }),
  REF_AREA_LABEL: column.string({ description: "its name", nullable: true, optional: true }),
  TIME_PERIOD: column.integer({ description: "calendar year", unit: "year", min: 1500, max: 2200 }),
  OBS_VALUE: column.number({ description: "observed value; missing when there is none", nullable: true }),
  UNIT_MEASURE: column.category({ description: "unit code of the indicator", nullable: true, optional: true }),
};

/** The trusted table: a row per observation of every database. */
export const observationSchema: TableSchema<typeof columnsOfObservations> = schema(
  "observations",
  columnsOfObservations,
  {
    key: ["DATABASE_ID", "INDICATOR", "REF_AREA", "TIME_PERIOD"],
    trim: true,
    description: "Observations of the World Bank's Data360, long form",
  },
);

const change = (years: number) =>
  column.number({ description: `mean yearly change in the ${years} years before the last known one` });

const columnsOfForecasts: {
  readonly INDICATOR: ColumnSpec<string>;
  readonly REF_AREA: ColumnSpec<string>;
  readonly origin: ColumnSpec<number>;
  readonly year: ColumnSpec<number>;
  readonly ahead: ColumnSpec<number>;
  readonly last: ColumnSpec<number>;
  readonly change3: ColumnSpec<number>;
  readonly change5: ColumnSpec<number>;
  readonly change10: ColumnSpec<number>;
  readonly value: ColumnSpec<number | null>;
} = {
  INDICATOR: column.category(),
  REF_AREA: column.category(),
  origin: column.integer({ description: "last year that the forecast may know", unit: "year" }),
  year: column.integer({ description: "predicted year", unit: "year" }),
  ahead: column.integer({ description: "years since the last known value", min: 1 }),
  last: column.number({ description: "last known value at the origin" }),
  change3: change(3),
  change5: change(5),
  change10: change(10),
  value: column.number({ description: "observed value; missing in years to come", nullable: true }),
};

/** A row per forecast: what is known of an area at the origin, and the value of a year after it. */
export const forecastSchema: TableSchema<typeof columnsOfForecasts> = schema("forecasts", columnsOfForecasts, {
  key: ["INDICATOR", "REF_AREA", "origin", "year"],
  description: "Each area's last known value and changes at an origin, and the five years after it",
});

const update = column.datetime({ description: "last change of the row", format: "%Y-%m-%d %H:%M:%S" });

/** The four sakila tables that the original project reads from its shop database. */
export const sakilaSchemas: Readonly<Record<SakilaTable, TableSchema>> = {
  actor: schema(
    "actor",
    {
      actor_id: column.integer({ min: 1 }),
      first_name: column.string(),
      last_name: column.string(),
      last_update: update,
    },
    { key: ["actor_id"] },
  ),
  customer: schema(
    "customer",
    {
      customer_id: column.integer({ min: 1 }),
      store_id: column.integer(),
      first_name: column.string(),
      last_name: column.string(),
      email: column.string({ nullable: true }),
      address_id: column.integer(),
      active: column.integer({ description: "1 active, 0 not", min: 0, max: 1 }),
      create_date: column.datetime({ format: "%Y-%m-%d %H:%M:%S" }),
      last_update: update,
    },
    { key: ["customer_id"] },
  ),
  film: schema(
    "film",
    {
      film_id: column.integer({ min: 1 }),
      title: column.string(),
      description: column.string({ nullable: true }),
      release_year: column.integer({ nullable: true }),
      language_id: column.integer(),
      original_language_id: column.integer({ nullable: true }),
      rental_duration: column.integer({ unit: "days" }),
      rental_rate: column.number({ unit: "USD" }),
      length: column.integer({ unit: "min", nullable: true }),
      replacement_cost: column.number({ unit: "USD" }),
      rating: column.category({ nullable: true }),
      special_features: column.string({ description: "comma-separated", nullable: true }),
      last_update: update,
    },
    { key: ["film_id"] },
  ),
  language: schema(
    "language",
    { language_id: column.integer({ min: 1 }), name: column.string(), last_update: update },
    { key: ["language_id"] },
  ),
};

/** Names of the sakila tables. */
export type SakilaTable = "actor" | "customer" | "film" | "language";
