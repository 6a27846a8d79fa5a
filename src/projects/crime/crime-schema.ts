import { type ColumnSpec, column, type SchemaColumns, schema, type TableSchema } from "cuaderno";

/** The columns of a reported crime that are read, as the portal's export and its API have them. */
type CrimeColumns = {
  readonly id: ColumnSpec<number>;
  readonly time: ColumnSpec<Date>;
  readonly iucr: ColumnSpec<string>;
  readonly primaryType: ColumnSpec<string>;
  readonly location: ColumnSpec<string | null>;
  readonly arrest: ColumnSpec<boolean>;
  readonly domestic: ColumnSpec<boolean>;
  readonly beat: ColumnSpec<string | null>;
  readonly district: ColumnSpec<string | null>;
  readonly ward: ColumnSpec<number | null>;
  readonly communityArea: ColumnSpec<number | null>;
  readonly fbiCode: ColumnSpec<string | null>;
  readonly x: ColumnSpec<number | null>;
  readonly y: ColumnSpec<number | null>;
  readonly latitude: ColumnSpec<number | null>;
  readonly longitude: ColumnSpec<number | null>;
  readonly updated: ColumnSpec<Date>;
};

const times = ["%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S%.3f", "%Y-%m-%dT%H:%M:%S"] as const;

const crimeColumns: CrimeColumns = {
  id: column.integer({ source: ["ID", "id"], description: "number of the report" }),
  time: column.datetime({
    source: ["Date", "date"],
    format: times,
    description: "when it happened, wall-clock time of Chicago, to the hour or minute",
  }),
  iucr: column.category({
    source: ["IUCR", "iucr"],
    description: "Illinois crime code, four characters; a leading zero counts",
  }),
  primaryType: column.category({
    source: ["Primary Type", "primary_type"],
    description: "kind of crime, such as THEFT",
  }),
  location: column.category({
    source: ["Location Description", "location_description"],
    nullable: true,
    description: "kind of location, such as STREET",
  }),
  arrest: column.boolean({
    source: ["Arrest", "arrest"],
    description: "whether an arrest was made; what is predicted",
  }),
  domestic: column.boolean({
    source: ["Domestic", "domestic"],
    description: "whether it was domestic violence",
  }),
  beat: column.category({ source: ["Beat", "beat"], nullable: true, description: "police beat" }),
  district: column.category({
    source: ["District", "district"],
    nullable: true,
    description: "police district, three digits",
  }),
  ward: column.integer({
    source: ["Ward", "ward"],
    nullable: true,
    min: 1,
    max: 50,
    description: "city council district",
  }),
  communityArea: column.integer({
    source: ["Community Area", "community_area"],
    nullable: true,
    min: 0,
    max: 77,
    description: "one of 77 areas of the city",
  }),
  fbiCode: column.category({
    source: ["FBI Code", "fbi_code"],
    nullable: true,
    description: "class of the crime in federal statistics",
  }),
  x: column.number({
    source: ["X Coordinate", "x_coordinate"],
    unit: "ft",
    nullable: true,
    min: 1_090_000,
    max: 1_210_000,
    outOfRange: "missing",
    description: "east, Illinois East state plane, feet",
  }),
  y: column.number({
    source: ["Y Coordinate", "y_coordinate"],
    unit: "ft",
    nullable: true,
    min: 1_810_000,
    max: 1_955_000,
    outOfRange: "missing",
    description: "north, Illinois East state plane, feet",
  }),
  latitude: column.number({
    source: ["Latitude", "latitude"],
    unit: "°",
    nullable: true,
    min: 41.6,
    max: 42.1,
    outOfRange: "missing",
    description: "latitude of the block",
  }),
  longitude: column.number({
    source: ["Longitude", "longitude"],
    unit: "°",
    nullable: true,
    min: -88,
    max: -87.5,
    outOfRange: "missing",
    description: "longitude of the block",
  }),
  updated: column.datetime({
    source: ["Updated On", "updated_on"],
    format: times,
    description: "last change of the report",
  }),
};

/**
 * A reported crime in a file, or a row to predict: the portal's CSV export and its API have different names and formats
 * for the same columns.
 */
export const crimeFileSchema: TableSchema<CrimeColumns> = schema("crimes", crimeColumns, {
  key: ["id"],
  trim: true,
});

const storedColumns: SchemaColumns = {
  ...Object.fromEntries(
    Object.entries(crimeColumns as SchemaColumns).map(([name, spec]) => {
      const { source, otherSources, format, otherFormats, ...stored } = spec;
      return [name, stored];
    }),
  ),
  month: column.string({ description: "month of the crime, such as 2017-01", pattern: "\\d{4}-\\d{2}" }),
};

/** A reported crime as stored: with its month, and codes of one form. */
export const crimeSchema: TableSchema = schema("crimes", storedColumns, { key: ["id"] });

/** A police station. One of them is `Headquarters`, which is not a district. */
export const stationSchema: TableSchema<{
  readonly district: ColumnSpec<string>;
  readonly name: ColumnSpec<string>;
  readonly latitude: ColumnSpec<number>;
  readonly longitude: ColumnSpec<number>;
}> = schema("stations", {
  district: column.string({ source: ["DISTRICT", "district"], description: "number of its district" }),
  name: column.string({
    source: ["DISTRICT NAME", "district_name"],
    description: "name of its district",
  }),
  latitude: column.number({ source: ["LATITUDE", "latitude"], unit: "°", min: 41.6, max: 42.1 }),
  longitude: column.number({ source: ["LONGITUDE", "longitude"], unit: "°", min: -88, max: -87.5 }),
});
