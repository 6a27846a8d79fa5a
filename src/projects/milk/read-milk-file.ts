import { FormatError, type TableSchema } from "cuaderno";
import { toMonth } from "cuaderno/sources";
import { loadPolars, parseCsv, type TableReport } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { spanishMonth } from "./months.js";
import { bankSchema, type MilkTableName, publishedPriceSchema, rainSchema } from "./schema.js";

/** A row that was left out, and why. */
export interface RefusedRow {
  /** Such as `line 5 of banco_central.csv`. */
  readonly place: string;
  readonly reason: string;
}

/** What a file of the project holds: whole rows of one table, one per month, in order of time. */
export interface MilkFile {
  readonly table: MilkTableName;
  readonly frame: DataFrame;
  /** Rows with an empty, ill-formed or impossible cell. */
  readonly refused: readonly RefusedRow[];
  /** Months that the file has twice; its first row of them is in the frame. */
  readonly repeated: readonly string[];
}

/**
 * Reads a file of rain, economy or prices, whichever its columns say it is; other columns are left out. Rows with a cell that is empty,
 * ill-formed or impossible (month 13) are set apart with the reason. Refuses a file that is none of the three, with what is missing.
 */
export function readMilkFile(bytes: Uint8Array, name: string): MilkFile {
  const table = tableOf(bytes, name);
  const schema = table === "rain" ? rainSchema : table === "bank" ? bankSchema : publishedPriceSchema;
  const reports: TableReport[] = [];
  const read = parseCsv(bytes, schema, {
    uri: name,
    encoding: "auto",
    extra: "ignore",
    mode: "quarantine",
    onReport: (report) => void reports.push(report),
  });
  const apart = refusedRows(reports[0], schema, name);
  const { frame, refused } = table === "price" ? monthlyPrices(read, name) : { frame: read, refused: [] };
  const { kept, repeated } = firstOfEachMonth(frame);
  return { table, frame: kept, refused: [...apart, ...refused], repeated };
}

const marks: readonly (readonly [MilkTableName, RegExp])[] = [
  ["bank", /^periodo$/i],
  ["rain", /^(date|fecha)$/i],
  ["price", /^precio_leche$/i],
];

function tableOf(bytes: Uint8Array, name: string): MilkTableName {
  const [head = ""] = new TextDecoder().decode(bytes.subarray(0, 20_000)).split(/\r?\n/);
  const names = head
    .replace(/^\ufeff/, "")
    .split(",")
    .map((text) => text.replaceAll('"', "").trim());
  const found = marks.find(([, mark]) => names.some((column) => mark.test(column)));
  if (found !== undefined) return found[0];
  throw new FormatError(
    `readMilkFile: ${name} is none of the three tables: it has ${names.slice(0, 6).join(", ")}; rain has a column date, the economy Periodo, prices Precio_leche`,
  );
}

function refusedRows(report: TableReport | undefined, schema: TableSchema, name: string): readonly RefusedRow[] {
  const apart = report?.quarantined;
  if (apart === undefined) return [];
  const [places, rules] = ["location", "violation"].map((column) => apart.getColumn(column).toArray() as string[]);
  const empty = /: a value \(nullable/;
  return (places ?? []).map((place, row) => {
    const broken = (rules?.[row] ?? "").split("; ");
    const [gaps, others] = [broken.filter((rule) => empty.test(rule)), broken.filter((rule) => !empty.test(rule))];
    const wrong = others.map((rule) => wrongCell(apart, rule, row));
    const gap = gaps.length === 0 ? [] : [gapText(gaps, Object.keys(schema.columns).length)];
    return { place: `${place} of ${name}`, reason: [...wrong, ...gap].join("; ") };
  });
}

function wrongCell(frame: DataFrame, broken: string, row: number): string {
  const [column = "", rule = ""] = [broken.slice(0, broken.indexOf(":")), broken.slice(broken.indexOf(":") + 2)];
  const cell = JSON.stringify(frame.columns.includes(column) ? frame.getColumn(column).get(row) : null);
  if (rule.startsWith("a date like")) return `${column} ${cell} is no month that there is`;
  if (rule.startsWith("a text like")) return `${column} is ${cell}, no number`;
  return `${column} is ${cell}, not ${rule}`;
}

function gapText(gaps: readonly string[], columns: number): string {
  const [first = ""] = gaps;
  const name = first.slice(0, first.indexOf(":"));
  return gaps.length === 1 ? `${name} is empty` : `${gaps.length} of ${columns} cells are empty, the first is ${name}`;
}

/** A first of the month for every year and Spanish month name. */
function monthlyPrices(read: DataFrame, name: string): { readonly frame: DataFrame; readonly refused: RefusedRow[] } {
  const pl = loadPolars();
  const years = read.getColumn("year").cast(pl.Float64).toArray() as number[];
  const words = read.getColumn("monthName").toArray() as string[];
  const numbers = words.map(spanishMonth);
  const refused = numbers.flatMap((number, row) =>
    number === undefined
      ? [{ place: `${words[row]} ${years[row]} in ${name}`, reason: `Mes is "${words[row]}", no Spanish month` }]
      : [],
  );
  const times = numbers.map((number, row) =>
    number === undefined ? null : Date.UTC(years[row] as number, number - 1, 1),
  );
  const month = pl.Series("month", times, pl.Float64).cast(pl.Int64).cast(pl.Datetime("ms"));
  const frame = pl.DataFrame([month, read.getColumn("price")]).filter(pl.col("month").isNotNull());
  return { frame, refused };
}

function firstOfEachMonth(frame: DataFrame): { readonly kept: DataFrame; readonly repeated: readonly string[] } {
  const pl = loadPolars();
  const monthly = frame.withColumn(pl.col("month").dt.truncate("1mo").alias("month"));
  const kept = monthly.unique({ subset: ["month"], keep: "first", maintainOrder: true }).sort("month");
  const seen = new Set<string>();
  const repeated = monthsOf(monthly).filter((month) => seen.has(month) || !seen.add(month));
  return { kept, repeated };
}

/** The months of a frame's rows, as `2020-03`. */
export function monthsOf(frame: DataFrame): readonly string[] {
  const pl = loadPolars();
  const times = frame.getColumn("month").cast(pl.Int64).cast(pl.Float64).toArray() as number[];
  return times.map(toMonth);
}
