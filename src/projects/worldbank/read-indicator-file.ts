import { gunzipSync } from "node:zlib";
import { column, FormatError, openStore, schema, type TableSchema } from "cuaderno";
import { loadPolars, parseCsv, parseRecords } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { observationSchema } from "./worldbank-schema.js";

/** The observations of one file, and what was left out. */
export interface IndicatorFile {
  /**
   * "long": a row per observation. "wide": a column per year. "classic": the older download, with a column per year.
   * "page": a response of the API.
   */
  readonly layout: "long" | "wide" | "classic" | "page";
  /** The observations, with the columns of the trusted table. */
  readonly frame: DataFrame;
  /** Columns with the same value in every row, which are not in the trusted table, with that value. */
  readonly constant: readonly { readonly column: string; readonly value: string | null }[];
  /** Other columns that are not in the trusted table. */
  readonly leftOut: readonly string[];
  /** Number of rows of breakdowns (by sex or age) that were left out because the file has the totals. */
  readonly breakdownRows: number;
}

const breakdowns = ["SEX", "AGE", "URBANISATION", "COMP_BREAKDOWN_1", "COMP_BREAKDOWN_2", "COMP_BREAKDOWN_3"];

/**
 * Reads a file of World Bank observations from a path or URI; see `parseIndicatorFile`.
 *
 * @throws FormatError with column and row for a file in another layout.
 * @example (await readIndicatorFile("data/worldbank/sample/WB_WDI.csv")).layout
 */
export async function readIndicatorFile(uri: string): Promise<IndicatorFile> {
  const { store, key } = await openStore(uri);
  return parseIndicatorFile(await store.read(key), uri);
}

/**
 * Parses a file of World Bank observations in any of the published layouts: the long and the wide download of Data360,
 * the classic download, a response of the API. Missing values stay missing.
 *
 * @throws FormatError with column and row: for one page of several, an invalid year, a repeated observation, an
 * indicator in two units.
 */
export function parseIndicatorFile(bytes: Uint8Array, uri: string): IndicatorFile {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  const start = new TextDecoder().decode(plain.subarray(0, 4_000)).replace(/^\uFEFF/, "");
  if (start.trimStart().startsWith("{")) return check("page", readPage(plain, uri), uri);
  if (start.startsWith('"Data Source"') || start.startsWith("Data Source")) {
    return check("classic", readClassic(bytes, start, uri), uri);
  }
  const names = toHeader(start);
  if (names.includes("OBS_VALUE")) return check("long", readLong(bytes, plain, uri), uri);
  const years = names.filter((name) => /^\d{4}$/.test(name));
  if (names.includes("REF_AREA") && years.length > 0) return check("wide", readWide(bytes, plain, names, uri), uri);
  throw new FormatError(
    `readIndicatorFile: ${uri}: expected a column OBS_VALUE, or REF_AREA and a column per year, found ${names.slice(0, 12).join(", ")}; download the indicator as CSV again`,
  );
}

type Read = Omit<IndicatorFile, "layout">;

function readLong(bytes: Uint8Array, plain: Uint8Array, uri: string): Read {
  const frame = parseCsv(bytes, withMultiplier, { uri: uri, extra: "ignore", encoding: "auto" });
  const strings = loadPolars().readCSV(Buffer.from(plain), { inferSchemaLength: 0 });
  return fromLong(frame, trimNames(strings));
}

function readPage(bytes: Uint8Array, uri: string): Read {
  const body = JSON.parse(new TextDecoder().decode(bytes)) as { readonly count?: unknown; readonly value?: unknown };
  const records = Array.isArray(body.value) ? (body.value as Record<string, unknown>[]) : [];
  if (records.length === 0 || Number(body.count) !== records.length) {
    throw new FormatError(
      `readIndicatorFile: ${uri} has ${records.length} of ${String(body.count)} rows, one page of several; pull all pages from the publisher`,
    );
  }
  const frame = parseRecords(records, withMultiplier, { uri: uri, extra: "ignore" });
  const pl = loadPolars();
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const strings = names.map((name) =>
    pl.Series(
      name,
      records.map((record) => (record[name] === null || record[name] === undefined ? null : String(record[name]))),
      pl.Utf8,
    ),
  );
  return fromLong(frame, pl.DataFrame(strings));
}

/** The trusted columns, and those that change their meaning. */
const withMultiplier: TableSchema = schema(
  "observations",
  {
    ...observationSchema.columns,
    UNIT_MULT: column.integer({ nullable: true, optional: true, min: 0, max: 12 }),
    FREQ: column.category({ nullable: true, optional: true, values: ["A"] }),
  },
  { trim: true },
);

function fromLong(typed: DataFrame, strings: DataFrame): Read {
  const pl = loadPolars();
  const total = breakdowns
    .filter((name) => strings.columns.includes(name) && strings.getColumn(name).nUnique() > 1)
    .map((name) => pl.col(name).isIn(["_T", "_Z"]));
  const marks = total.map((isTotal, index) => isTotal.alias(`total ${index}`));
  const flags = marks.length === 0 ? [] : (strings.select(...marks).rows() as (boolean | null)[][]);
  const isTotalRow = flags.map((row) => row.every((flag) => flag === true));
  const totals = marks.length === 0 ? typed : typed.filter(pl.Series("total", isTotalRow, pl.Bool));
  const multipliers = (totals.getColumn("UNIT_MULT").unique().toArray() as (number | null)[]).filter((power) => power);
  const frame = multipliers.reduce((current: DataFrame, power) => {
    const value = pl.col("OBS_VALUE");
    const scaled = value.mul(pl.lit(10 ** Number(power)));
    return current.withColumns(
      pl
        .when(pl.col("UNIT_MULT").eq(pl.lit(power)))
        .then(scaled)
        .otherwise(value)
        .alias("OBS_VALUE"),
    );
  }, totals);
  const names = Object.keys(observationSchema.columns);
  const others = strings.columns.filter((name) => !names.includes(name) && name !== "");
  const isConstant = (name: string): boolean => strings.getColumn(name).nUnique() <= 1;
  return {
    frame: frame.select(...names),
    constant: others
      .filter(isConstant)
      .map((name) => ({ column: name, value: (strings.getColumn(name).get(0) as string | null) ?? null })),
    leftOut: others.filter((name) => !isConstant(name)),
    breakdownRows: typed.height - totals.height,
  };
}

function readWide(bytes: Uint8Array, plain: Uint8Array, names: readonly string[], uri: string): Read {
  const years = names.filter((name) => /^\d{4}$/.test(name));
  const { OBS_VALUE: _value, TIME_PERIOD: _year, ...others } = observationSchema.columns;
  const wide = parseCsv(bytes, yearSchema(others, years), { uri: uri, extra: "ignore", encoding: "auto" });
  const strings = trimNames(loadPolars().readCSV(Buffer.from(plain), { inferSchemaLength: 0 }));
  const ids = strings.columns.filter((name) => !years.includes(name));
  return fromLong(longer(wide, years), strings.select(...ids));
}

/**
 * A column per year, and the indicator in the names of the older API: `EN.ATM.CO2E.PC` is WB_WDI_EN_ATM_CO2E_PC in
 * Data360.
 */
function readClassic(bytes: Uint8Array, start: string, uri: string): Read {
  const pl = loadPolars();
  const lines = start.split(/\r?\n/);
  const skipLines = lines.findIndex((line) => /^"?Country Name/.test(line));
  if (skipLines < 0)
    throw new FormatError(
      `readIndicatorFile: ${uri}: expected a line that begins with "Country Name"; download the file again`,
    );
  const years = toHeader(lines[skipLines] ?? "").filter((name) => /^\d{4}$/.test(name));
  const others = {
    REF_AREA: column.category({ source: "Country Code" }),
    REF_AREA_LABEL: column.string({ source: "Country Name", nullable: true }),
    INDICATOR: column.category({ source: "Indicator Code" }),
  };
  const wide = parseCsv(bytes, yearSchema(others, years), { uri: uri, skipLines, extra: "ignore", encoding: "auto" });
  const code = pl.concatString({
    exprs: [pl.lit("WB_WDI_"), pl.col("INDICATOR").str.replaceAll(".", "_", true)],
    sep: "",
  });
  const named = longer(wide, years).withColumns(
    code.alias("INDICATOR"),
    pl.lit("WB_WDI").alias("DATABASE_ID"),
    pl.lit(null).cast(pl.Utf8).alias("UNIT_MEASURE"),
  );
  return {
    frame: named.select(...Object.keys(observationSchema.columns)),
    constant: [],
    leftOut: [],
    breakdownRows: 0,
  };
}

function yearSchema(
  others: Readonly<Record<string, (typeof observationSchema.columns)["REF_AREA"]>> | object,
  years: readonly string[],
): TableSchema {
  const values = Object.fromEntries(years.map((year) => [year, column.number({ nullable: true })]));
  const multiplier = { UNIT_MULT: column.integer({ nullable: true, optional: true, min: 0, max: 12 }) };
  return schema(
    "observations by year",
    { ...(others as TableSchema["columns"]), ...multiplier, ...values },
    { trim: true },
  );
}

function longer(wide: DataFrame, years: readonly string[]): DataFrame {
  const pl = loadPolars();
  const ids = wide.columns.filter((name) => !years.includes(name));
  return wide
    .unpivot(ids, [...years], { variableName: "TIME_PERIOD", valueName: "OBS_VALUE" })
    .withColumns(pl.col("TIME_PERIOD").cast(pl.Int64));
}

/** The file, after a check that no observation is repeated and each indicator has one unit. */
function check(layout: IndicatorFile["layout"], read: Read, uri: string): IndicatorFile {
  const pl = loadPolars();
  const key = [...observationSchema.key];
  const names = Object.keys(observationSchema.columns);
  const missing = names.find((name) => !read.frame.columns.includes(name));
  if (missing !== undefined)
    throw new FormatError(
      `readIndicatorFile: ${uri} has no column ${missing}; give a file of indicators as the World Bank publishes them`,
    );
  const counts = read.frame
    .withRowIndex("row")
    .groupBy(...key)
    .agg(pl.col("row").count().alias("times"), pl.col("row").max().alias("last"))
    .filter(pl.col("times").gt(pl.lit(1)))
    .sort("last");
  if (counts.height > 0) {
    const [database, indicator, area, year, times, last] = counts.select(...key, "times", "last").row(0) as unknown[];
    throw new FormatError(
      `readIndicatorFile: ${uri}: row ${Number(last) + 1}, column OBS_VALUE: ${String(times)} values for ${String(area)} ${String(year)} of ${String(database)} ${String(indicator)}; remove all but one`,
    );
  }
  const units = read.frame
    .groupBy("INDICATOR")
    .agg(pl.col("UNIT_MEASURE").dropNulls().unique().sort().alias("units"))
    .filter(pl.col("units").lst.lengths().gt(pl.lit(1)));
  if (units.height > 0) {
    const [indicator, found] = units.row(0) as unknown[];
    throw new FormatError(
      `readIndicatorFile: ${uri}: column UNIT_MEASURE has units ${JSON.stringify(found)} for ${String(indicator)}; use one indicator per unit`,
    );
  }
  return { layout, ...read, frame: read.frame.sort(key) };
}

function toHeader(start: string): readonly string[] {
  const [line = ""] = start.split(/\r?\n/);
  return line.split(",").map((name) => name.trim().replace(/^"|"$/g, "").trim());
}

function trimNames(frame: DataFrame): DataFrame {
  return frame.rename(Object.fromEntries(frame.columns.map((name) => [name, name.trim()])));
}
