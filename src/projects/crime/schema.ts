import { type ColumnSpec, column, type SchemaColumns, schema, type TableSchema } from "cuaderno";

/** The columns of one reported crime that the project keeps, as the portal's export and its API have them. */
type IncidentColumns = {
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

const incidentColumns: IncidentColumns = {
  id: column.integer({ source: "ID", otherSources: ["id"], description: "number of the report" }),
  time: column.datetime({
    source: "Date",
    otherSources: ["date"],
    format: times,
    description: "when it happened, wall-clock time of Chicago, to the hour or minute",
  }),
  iucr: column.category({
    source: "IUCR",
    otherSources: ["iucr"],
    description: "Illinois crime code, four characters; a leading zero counts",
  }),
  primaryType: column.category({
    source: "Primary Type",
    otherSources: ["primary_type"],
    description: "kind of crime, the first words of the code",
  }),
  location: column.category({
    source: "Location Description",
    otherSources: ["location_description"],
    nullable: true,
    description: "kind of place",
  }),
  arrest: column.boolean({
    source: "Arrest",
    otherSources: ["arrest"],
    description: "whether an arrest was made; what is predicted",
  }),
  domestic: column.boolean({
    source: "Domestic",
    otherSources: ["domestic"],
    description: "whether it was domestic violence",
  }),
  beat: column.category({ source: "Beat", otherSources: ["beat"], nullable: true, description: "police beat" }),
  district: column.category({
    source: "District",
    otherSources: ["district"],
    nullable: true,
    description: "police district, three digits",
  }),
  ward: column.integer({
    source: "Ward",
    otherSources: ["ward"],
    nullable: true,
    min: 1,
    max: 50,
    description: "city council district",
  }),
  communityArea: column.integer({
    source: "Community Area",
    otherSources: ["community_area"],
    nullable: true,
    min: 0,
    max: 77,
    description: "one of 77 areas of the city",
  }),
  fbiCode: column.category({
    source: "FBI Code",
    otherSources: ["fbi_code"],
    nullable: true,
    description: "class of the crime in federal statistics",
  }),
  x: column.number({
    source: "X Coordinate",
    otherSources: ["x_coordinate"],
    unit: "ft",
    nullable: true,
    min: 1_090_000,
    max: 1_210_000,
    outOfRange: "missing",
    description: "east, Illinois East state plane, feet",
  }),
  y: column.number({
    source: "Y Coordinate",
    otherSources: ["y_coordinate"],
    unit: "ft",
    nullable: true,
    min: 1_810_000,
    max: 1_955_000,
    outOfRange: "missing",
    description: "north, Illinois East state plane, feet",
  }),
  latitude: column.number({
    source: "Latitude",
    otherSources: ["latitude"],
    unit: "°",
    nullable: true,
    min: 41.6,
    max: 42.1,
    outOfRange: "missing",
    description: "latitude of the block",
  }),
  longitude: column.number({
    source: "Longitude",
    otherSources: ["longitude"],
    unit: "°",
    nullable: true,
    min: -88,
    max: -87.5,
    outOfRange: "missing",
    description: "longitude of the block",
  }),
  updated: column.datetime({
    source: "Updated On",
    otherSources: ["updated_on"],
    format: times,
    description: "last change of the report",
  }),
};

/** One reported crime in a file: the portal's CSV export, or the API, which name and write the same columns differently. */
export const incidentFileSchema: TableSchema<IncidentColumns> = schema("crimes", incidentColumns, {
  key: ["id"],
  trim: true,
});

const keptColumns: SchemaColumns = {
  ...Object.fromEntries(
    Object.entries(incidentColumns as SchemaColumns).map(([name, spec]) => {
      const { source, otherSources, format, otherFormats, ...kept } = spec;
      return [name, kept];
    }),
  ),
  month: column.string({ description: "month of the crime, such as 2017-01", pattern: "\\d{4}-\\d{2}" }),
};

/** A reported crime as kept: with its month, and codes of one form. */
export const incidentSchema: TableSchema = schema("crimes", keptColumns, { key: ["id"] });

/** One police station. `Headquarters` stands among them and is no district. */
export const stationSchema: TableSchema<{
  readonly district: ColumnSpec<string>;
  readonly name: ColumnSpec<string>;
  readonly latitude: ColumnSpec<number>;
  readonly longitude: ColumnSpec<number>;
}> = schema("stations", {
  district: column.string({ source: "DISTRICT", otherSources: ["district"], description: "number of its district" }),
  name: column.string({
    source: "DISTRICT NAME",
    otherSources: ["district_name"],
    description: "name of its district",
  }),
  latitude: column.number({ source: "LATITUDE", otherSources: ["latitude"], unit: "°", min: 41.6, max: 42.1 }),
  longitude: column.number({ source: "LONGITUDE", otherSources: ["longitude"], unit: "°", min: -88, max: -87.5 }),
});
