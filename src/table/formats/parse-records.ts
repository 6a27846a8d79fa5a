import type { DataFrame } from "nodejs-polars";
import { didYouMean } from "../../core/did-you-mean.js";
import { FormatError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { isDeeperThan } from "../../core/json-depth.js";
import { showJson } from "../../core/show-json.js";
import { loadPolars } from "../load-polars.js";
import { applyRules } from "../schema/apply-rules.js";
import { castCells, markedStrings } from "../schema/cast-cells.js";
import type { ColumnSpec } from "../schema/column.js";
import { sourceNames, type TableSchema } from "../schema/schema.js";
import type { TableReport } from "../schema/table-report.js";
import type { ValidationMode } from "../schema/validation-error.js";

/** How records become a table. */
export interface ParseRecordsOptions {
  /** The file or URI that errors name; default "the records". */
  readonly uri?: string | undefined;
  /** Names a record by its index; default `record 1`. */
  readonly rowName?: ((row: number) => string) | undefined;
  /** Fields that the schema does not name: "refuse" (default) names them, "ignore" leaves them out. */
  readonly extra?: "refuse" | "ignore" | undefined;
  /**
   * A field that no record has: "refuse" (default) unless its column is optional, or "missing", as records beyond these
   * may have it.
   */
  readonly absent?: "refuse" | "missing" | undefined;
  /** What happens to rows that break a rule; default "refuse". */
  readonly mode?: ValidationMode | undefined;
  /** Values of columns that stand outside the records, by source name: hive partitions. */
  readonly constants?: Readonly<Record<string, string | null>> | undefined;
  readonly onReport?: ((report: TableReport) => void) | undefined;
}

/**
 * The table in a list of plain objects, as JSON gives them, checked and typed by its schema. A field may be a number, a
 * string of it, true or false; null and an absent field are missing, but a field that no record has is refused unless
 * it is optional. Lists and objects become JSON in string columns and refused elsewhere.
 *
 * @example const frame = parseRecords([{ id: 1 }, { id: 2 }], schema("t", { id: column.integer() }));
 */
export function parseRecords(
  records: readonly Readonly<Record<string, unknown>>[],
  schema: TableSchema,
  options: ParseRecordsOptions = {},
): DataFrame {
  const { uri = "the records", rowName = (row) => `record ${row + 1}` } = options;
  const { extra = "refuse", mode, constants = {}, onReport } = options;
  const pl = loadPolars();
  const inRecords = new Set<string>();
  for (const record of records) for (const name in record) inRecords.add(name);
  const fields = new Set([...inRecords, ...Object.keys(constants)]);
  const absent: string[] = [];
  const known = new Set<string>();
  const series = Object.entries(schema.columns).map(([name, spec]) => {
    const all = sourceNames(name, spec);
    const inside = all.filter((source) => inRecords.has(source));
    const sources = inside.length > 0 ? inside : all.filter((source) => fields.has(source));
    if (sources.length > 1) {
      throw new FormatError(
        `readTable: ${uri} has both "${sources.join('" and "')}", which the schema takes for one column; leave one of them out`,
      );
    }
    const [source] = sources;
    if (source === undefined && spec.optional !== true && records.length > 0 && options.absent !== "missing") {
      const expected = all.join('" or "');
      throw new FormatError(
        `readTable: no field "${expected}" in ${uri}; there are ${[...fields].join(", ")}${didYouMean(spec.source ?? name, [...fields])}`,
      );
    }
    if (source !== undefined) known.add(source);
    else if (spec.optional === true || options.absent !== "missing") absent.push(name);
    const constant =
      source !== undefined && inside.length === 0 && Object.hasOwn(constants, source) ? constants[source] : undefined;
    const strings = records.map((record, row) => {
      if (constant !== undefined) return constant;
      const value = source === undefined ? null : record[source];
      return fieldText(value, spec, () => `field "${source}" ${rowName(row)} of ${uri}`);
    });
    return pl.Series(name, strings, pl.Utf8);
  });
  const others = [...inRecords].filter((name) => !known.has(name));
  if (extra === "refuse" && others.length > 0) {
    throw new FormatError(
      `readTable: ${uri} has fields that the schema "${schema.name}" does not know: ${others.join(", ")}; add them, or pass extra: "ignore"`,
    );
  }
  const strings = markedStrings(pl.DataFrame(series), schema);
  return applyRules(castCells(strings, schema), schema, {
    uri,
    rowName,
    mode,
    onReport,
    strings,
    absent: records.length === 0 ? [] : absent,
  });
}

/** Deeper values would overflow the stack. */
const maxDepth = 1_000;

function fieldText(value: unknown, { kind, decimal }: ColumnSpec, where: () => string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (typeof value === "number") {
    // A number column holds doubles in any case; digits of an id beyond 2^53 were lost before this function saw them.
    if (kind !== "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw new FormatError(
        `readTable: ${where()} is about ${value}, beyond 2^53 where JSON numbers are not exact; write it as a string`,
      );
    }
    // The marks of a column are those of strings: read by them, the number 1.234 would be 1234 with a decimal comma.
    return kind === "number" || kind === "integer" ? String(value).replace(".", decimal ?? ".") : String(value);
  }
  if (typeof value === "bigint") return String(value);
  if (typeof value === "boolean") return String(value);
  const isText = kind === "string" || kind === "category";
  if (isText && !isDeeperThan(value as Json, maxDepth)) return JSON.stringify(value);
  throw new FormatError(
    `readTable: ${where()} holds ${showJson(value)}, expected a single value; flatten it, or leave it out of the schema`,
  );
}
