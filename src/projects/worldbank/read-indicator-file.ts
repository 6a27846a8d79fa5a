import { gunzipSync } from "node:zlib";
import { column, FormatError, schema, type TableSchema } from "cuaderno";
import { loadPolars, parseCsv, parseRecords } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { observationSchema } from "./schema.js";

/** What was found in one file of observations, and what was done to it. */
export interface IndicatorFile {
  /** "long": a row per observation. "wide": a column per year. "classic": the older download, with years across. "page": the API's answer. */
  readonly layout: "long" | "wide" | "classic" | "page";
  /** The observations, in the columns of the trusted table. */
  readonly frame: DataFrame;
  /** Columns with one value in every row, left out of the trusted table, with that value. */
  readonly constant: readonly { readonly column: string; readonly value: string | null }[];
  /** Further columns left out, that vary. */
  readonly leftOut: readonly string[];
  /** Rows of breakdowns (a sex, an age) left out because the file has the totals too. */
  readonly breakdownRows: number;
}

const breakdowns = ["SEX", "AGE", "URBANISATION", "COMP_BREAKDOWN_1", "COMP_BREAKDOWN_2", "COMP_BREAKDOWN_3"];

/**
 * Reads a file of World Bank observations in any layout they are published in: the long and the wide download of Data360, the classic
 * download, an answer of the API. Empty values stay empty. Refuses, with column and place, what cannot be one of them: an answer that holds
 * one page of several, a year that is none, an observation that is there twice, an indicator in two units.
 */
export function readIndicatorFile(bytes: Uint8Array, place: string): IndicatorFile {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  const start = new TextDecoder().decode(plain.subarray(0, 4_000)).replace(/^\uFEFF/, "");
  if (start.trimStart().startsWith("{")) return checked("page", readPage(plain, place), place);
  if (start.startsWith('"Data Source"') || start.startsWith("Data Source")) {
    return checked("classic", readClassic(bytes, start, place), place);
  }
  const names = headerOf(start);
  if (names.includes("OBS_VALUE")) return checked("long", readLong(bytes, plain, place), place);
  const years = names.filter((name) => /^\d{4}$/.test(name));
  if (names.includes("REF_AREA") && years.length > 0)
    return checked("wide", readWide(bytes, plain, names, place), place);
  throw new FormatError(
    `readIndicatorFile: ${place} has neither a column OBS_VALUE nor REF_AREA with columns of years; it has ${names.slice(0, 12).join(", ")}`,
  );
}

type Read = Omit<IndicatorFile, "layout">;

function readLong(bytes: Uint8Array, plain: Uint8Array, place: string): Read {
  const frame = parseCsv(bytes, withMultiplier, { uri: place, extra: "ignore", encoding: "auto" });
  const texts = loadPolars().readCSV(Buffer.from(plain), { inferSchemaLength: 0 });
  return fromLong(frame, trimmedNames(texts));
}

function readPage(bytes: Uint8Array, place: string): Read {
  const answer = JSON.parse(new TextDecoder().decode(bytes)) as { readonly count?: unknown; readonly value?: unknown };
  const records = Array.isArray(answer.value) ? (answer.value as Record<string, unknown>[]) : [];
  if (records.length === 0 || Number(answer.count) !== records.length) {
    throw new FormatError(
      `readIndicatorFile: ${place} holds ${records.length} of ${String(answer.count)} rows, one page of several; ask for all pages (cuaderno data pull worldbank --from publisher)`,
    );
  }
  const frame = parseRecords(records, withMultiplier, { uri: place, extra: "ignore" });
  const pl = loadPolars();
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const texts = names.map((name) =>
    pl.Series(
      name,
      records.map((record) => (record[name] === null || record[name] === undefined ? null : String(record[name]))),
      pl.Utf8,
    ),
  );
  return fromLong(frame, pl.DataFrame(texts));
}

/** The trusted columns, and those that a file may have beside them and that change what they mean. */
const withMultiplier: TableSchema = schema(
  "observations",
  {
    ...observationSchema.columns,
    UNIT_MULT: column.integer({ nullable: true, optional: true, min: 0, max: 12 }),
    FREQ: column.category({ nullable: true, optional: true, values: ["A"] }),
  },
  { trim: true },
);

function fromLong(typed: DataFrame, texts: DataFrame): Read {
  const pl = loadPolars();
  const total = breakdowns
    .filter((name) => texts.columns.includes(name) && texts.getColumn(name).nUnique() > 1)
    .map((name) => pl.col(name).isIn(["_T", "_Z"]));
  const marks = total.map((isTotal, index) => isTotal.alias(`total ${index}`));
  const flags = marks.length === 0 ? [] : (texts.select(...marks).rows() as (boolean | null)[][]);
  const keep = flags.map((row) => row.every((flag) => flag === true));
  const whole = marks.length === 0 ? typed : typed.filter(pl.Series("keep", keep, pl.Bool));
  const multipliers = (whole.getColumn("UNIT_MULT").unique().toArray() as (number | null)[]).filter((power) => power);
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
  }, whole);
  const names = Object.keys(observationSchema.columns);
  const others = texts.columns.filter((name) => !names.includes(name) && name !== "");
  const isConstant = (name: string): boolean => texts.getColumn(name).nUnique() <= 1;
  return {
    frame: frame.select(...names),
    constant: others
      .filter(isConstant)
      .map((name) => ({ column: name, value: (texts.getColumn(name).get(0) as string | null) ?? null })),
    leftOut: others.filter((name) => !isConstant(name)),
    breakdownRows: typed.height - whole.height,
  };
}

function readWide(bytes: Uint8Array, plain: Uint8Array, names: readonly string[], place: string): Read {
  const years = names.filter((name) => /^\d{4}$/.test(name));
  const { OBS_VALUE: _value, TIME_PERIOD: _year, ...others } = observationSchema.columns;
  const wide = parseCsv(bytes, yearSchema(others, years), { uri: place, extra: "ignore", encoding: "auto" });
  const texts = trimmedNames(loadPolars().readCSV(Buffer.from(plain), { inferSchemaLength: 0 }));
  const ids = texts.columns.filter((name) => !years.includes(name));
  return fromLong(longer(wide, years), texts.select(...ids));
}

/** Years across, the indicator in the names of the World Bank's older API: `EN.ATM.CO2E.PC` is WB_WDI_EN_ATM_CO2E_PC in Data360. */
function readClassic(bytes: Uint8Array, start: string, place: string): Read {
  const pl = loadPolars();
  const lines = start.split(/\r?\n/);
  const skipLines = lines.findIndex((line) => /^"?Country Name/.test(line));
  if (skipLines < 0) throw new FormatError(`readIndicatorFile: ${place} has no line that begins with "Country Name"`);
  const years = headerOf(lines[skipLines] ?? "").filter((name) => /^\d{4}$/.test(name));
  const others = {
    REF_AREA: column.category({ source: "Country Code" }),
    REF_AREA_LABEL: column.string({ source: "Country Name", nullable: true }),
    INDICATOR: column.category({ source: "Indicator Code" }),
  };
  const wide = parseCsv(bytes, yearSchema(others, years), { uri: place, skipLines, extra: "ignore", encoding: "auto" });
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
    "observations across years",
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

/** The file, when no observation is there twice and each indicator has one unit. */
function checked(layout: IndicatorFile["layout"], read: Read, place: string): IndicatorFile {
  const pl = loadPolars();
  const key = [...observationSchema.key];
  const names = Object.keys(observationSchema.columns);
  const missing = names.find((name) => !read.frame.columns.includes(name));
  if (missing !== undefined) throw new FormatError(`readIndicatorFile: ${place} has no column ${missing}`);
  const counts = read.frame
    .withRowIndex("row")
    .groupBy(...key)
    .agg(pl.col("row").count().alias("times"), pl.col("row").max().alias("last"))
    .filter(pl.col("times").gt(pl.lit(1)))
    .sort("last");
  if (counts.height > 0) {
    const [database, indicator, area, year, times, last] = counts.select(...key, "times", "last").row(0) as unknown[];
    throw new FormatError(
      `readIndicatorFile: ${place} has ${String(times)} values of column OBS_VALUE for ${String(area)} ${String(year)} of ${String(database)} ${String(indicator)}, the last in row ${Number(last) + 1}; leave one in the file`,
    );
  }
  const units = read.frame
    .groupBy("INDICATOR")
    .agg(pl.col("UNIT_MEASURE").dropNulls().unique().sort().alias("units"))
    .filter(pl.col("units").lst.lengths().gt(pl.lit(1)));
  if (units.height > 0) {
    const [indicator, found] = units.row(0) as unknown[];
    throw new FormatError(
      `readIndicatorFile: ${place} has column UNIT_MEASURE with ${JSON.stringify(found)} for ${String(indicator)}, and means over two units mean nothing; give each unit an indicator of its own`,
    );
  }
  return { layout, ...read, frame: read.frame.sort(key) };
}

function headerOf(start: string): readonly string[] {
  const [line = ""] = start.split(/\r?\n/);
  return line.split(",").map((name) => name.trim().replace(/^"|"$/g, "").trim());
}

function trimmedNames(frame: DataFrame): DataFrame {
  return frame.rename(Object.fromEntries(frame.columns.map((name) => [name, name.trim()])));
}
