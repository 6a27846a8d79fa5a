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
  OBS_VALUE: column.number({ description: "what was observed; empty where nothing was", nullable: true }),
  UNIT_MEASURE: column.category({ description: "unit code of the indicator", nullable: true, optional: true }),
};

/** The trusted table: one observation a row, of every database, in this order of columns. */
export const observationSchema: TableSchema<typeof columnsOfObservations> = schema(
  "observations",
  columnsOfObservations,
  {
    key: ["DATABASE_ID", "INDICATOR", "REF_AREA", "TIME_PERIOD"],
    trim: true,
    description: "Observations of the World Bank's Data360, long form",
  },
);

const update = column.datetime({ description: "last change of the row", format: "%Y-%m-%d %H:%M:%S" });

/** The sakila tables that the original project takes out of its shop database. */
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
      special_features: column.string({ description: "several, parted by commas", nullable: true }),
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

/** Their names. */
export type SakilaTable = "actor" | "customer" | "film" | "language";
