import type { DataFrame } from "nodejs-polars";
import { countDuplicateRows } from "../count-duplicate-rows.js";
import type { TextEncoding } from "../csv/decode-text.js";
import { getRow } from "../get-row.js";
import { loadPolars } from "../load-polars.js";
import { findViolations, type RowViolation } from "./find-violations.js";
import type { TableSchema } from "./schema.js";
import type { OutOfRange, TableReport } from "./table-report.js";
import { ValidationError, type ValidationMode, type Violation } from "./validation-error.js";

/** Where the rows of a typed frame come from, what happens to broken rules, and who gets the account. */
export interface RuleOptions {
  /** The file or URI that errors name. */
  readonly uri: string;
  /** Names a row by its index: `line 5`, `row 4`. */
  readonly rowName: (row: number) => string;
  readonly mode?: ValidationMode | undefined;
  readonly onReport?: ((report: TableReport) => void) | undefined;
  /** The cells as text, when the types were read from text. */
  readonly strings?: DataFrame | undefined;
  /** Columns that the file lacks and may lack. */
  readonly absent?: readonly string[] | undefined;
  /** The encoding that was found, when it had to be. */
  readonly encoding?: TextEncoding | undefined;
  /** The frame may have been through the rules before, so a cell that was out of range may be missing already. */
  readonly wasRepaired?: boolean | undefined;
}

/**
 * A frame of the schema's columns and types with the rules applied: types, missing cells, ranges, allowed values,
 * patterns, repeats. By default a broken rule is refused with column, row and value; a range with `outOfRange:
 * "missing"` empties the cell and counts it.
 */
export function applyRules(frame: DataFrame, schema: TableSchema, options: RuleOptions): DataFrame {
  const { uri, rowName, mode = "refuse", onReport, strings, absent = [], encoding, wasRepaired = false } = options;
  const breaches = findViolations(frame, schema, { strings, absent, wasRepaired });
  const cells = strings ?? frame;
  const tolerated = breaches.filter(({ kind, spec }) => kind === "range" && spec.outOfRange === "missing");
  const outOfRange = tolerated.map(
    ({ column, rows, rule }): OutOfRange => ({
      column,
      count: rows.length,
      firstLocation: `${rowName(rows[0] ?? 0)} of ${uri}`,
      firstValue: cellText(frame, column, rows[0] ?? 0) ?? "",
      rule,
    }),
  );
  const rest = breaches.filter((breach) => !tolerated.includes(breach));
  const violations = rest.map((breach): Violation => {
    const { column, kind, rule, rows } = breach;
    const examples = [...rows.subarray(0, 5)].map((row) => ({
      location: `${rowName(row)} of ${uri}`,
      value: cellText(cells, column, row),
    }));
    return { column, kind, rule, count: rows.length, examples, action: actionFor(breach, mode) };
  });
  if (mode === "refuse") refuse(violations, schema, { cells, breaches: rest, uri, rowName });
  const emptied = rest.filter((breach) => actionFor(breach, mode) === "emptied");
  const removed = rest.filter((breach) => actionFor(breach, mode) !== "emptied");
  const repaired = emptyCells(frame, [...tolerated, ...emptied]);
  const accepted = withoutRows(repaired, removed);
  onReport?.({
    uri,
    rowCount: accepted.height,
    outOfRange,
    missing: missingCells(accepted),
    repeatedKeys: schema.key.length === 0 ? 0 : countDuplicateRows(accepted, schema.key),
    encoding,
    ...(absent.length > 0 && { absent }),
    ...(violations.length > 0 && { violations }),
    ...(removed.length > 0 && { quarantined: rowsApart(cells, removed, rowName) }),
  });
  return accepted;
}

function actionFor({ kind, spec }: RowViolation, mode: ValidationMode): Violation["action"] {
  if (mode === "refuse") return "refused";
  if (mode === "quarantine") return "quarantined";
  return spec.nullable && kind !== "missing" && kind !== "unique" ? "emptied" : "dropped";
}

function refuse(
  violations: readonly Violation[],
  schema: TableSchema,
  {
    cells,
    breaches,
    uri,
    rowName,
  }: {
    readonly cells: DataFrame;
    readonly breaches: readonly RowViolation[];
    readonly uri: string;
    readonly rowName: (row: number) => string;
  },
): void {
  const first = breaches[0];
  if (first === undefined) return;
  const { column, spec, rows, rule, kind } = first;
  const row = rows[0] ?? 0;
  const { variant } = cells.getColumn(column).dtype;
  const text = cellText(cells, column, row);
  const isText = kind !== "range" && (variant === "String" || variant === "Utf8");
  const value = text === null ? "is missing" : `is ${isText ? JSON.stringify(text) : text}`;
  const more = rows.length > 1 ? ` (and ${rows.length - 1} more)` : "";
  const fix = kind === "type" ? '; fix it, or add it to "missing"' : "";
  const others =
    violations.length === 1
      ? ""
      : `; ${violations.length - 1} more ${violations.length === 2 ? "rule is" : "rules are"} broken too`;
  throw new ValidationError(
    `readTable: column "${spec.source ?? column}" ${rowName(row)} of ${uri} ${value}${more}, the schema "${schema.name}" expects ${rule}${fix}${others}`,
    violations,
  );
}

function emptyCells(frame: DataFrame, breaches: readonly RowViolation[]): DataFrame {
  const pl = loadPolars();
  let repaired = frame;
  for (const { column, rows } of breaches) {
    const marked = repaired.withColumns(pl.Series("\u0000broken", marks(frame.height, rows)));
    repaired = marked
      .withColumns(
        pl
          .when(pl.col("\u0000broken").eq(pl.lit(0)))
          .then(pl.col(column))
          .otherwise(pl.lit(null)),
      )
      .drop("\u0000broken");
  }
  return repaired;
}

function withoutRows(frame: DataFrame, breaches: readonly RowViolation[]): DataFrame {
  if (breaches.length === 0) return frame;
  const pl = loadPolars();
  const broken = marks(frame.height, ...breaches.map(({ rows }) => rows));
  return frame
    .withColumns(pl.Series("\u0000broken", broken))
    .filter(pl.col("\u0000broken").eq(pl.lit(0)))
    .drop("\u0000broken");
}

/** The rows that were taken out, as they are in the file, with their location and the rules they break. */
function rowsApart(cells: DataFrame, breaches: readonly RowViolation[], rowName: (row: number) => string): DataFrame {
  const pl = loadPolars();
  const reasons = new Map<number, string>();
  for (const { column, rule, rows } of breaches) {
    for (const row of rows) {
      const before = reasons.get(row);
      const reason = `${column}: ${rule}`;
      reasons.set(row, before === undefined ? reason : `${before}; ${reason}`);
    }
  }
  const rows = [...reasons.keys()].sort((one, other) => one - other);
  const broken = marks(cells.height, Uint32Array.from(rows));
  const apart = cells
    .withColumns(pl.Series("\u0000broken", broken))
    .filter(pl.col("\u0000broken").eq(pl.lit(1)))
    .drop("\u0000broken");
  const names = freeNames(cells.columns);
  return pl.DataFrame([
    pl.Series(names.location, rows.map(rowName), pl.Utf8),
    pl.Series(
      names.rule,
      rows.map((row) => reasons.get(row) ?? ""),
      pl.Utf8,
    ),
    ...apart.columns.map((name) => apart.getColumn(name)),
  ]);
}

function freeNames(taken: readonly string[]): { readonly location: string; readonly rule: string } {
  const free = (name: string): string => (taken.includes(name) ? free(`_${name}`) : name);
  return { location: free("location"), rule: free("violation") };
}

function marks(height: number, ...lists: readonly Uint32Array[]): Uint8Array {
  const marked = new Uint8Array(height);
  for (const rows of lists) for (const row of rows) marked[row] = 1;
  return marked;
}

function missingCells(frame: DataFrame): Readonly<Record<string, number>> {
  const counts = Object.entries(getRow(frame.nullCount(), 0)).map(([name, count]) => [name, Number(count)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function cellText(frame: DataFrame, column: string, row: number): string | null {
  const pl = loadPolars();
  const series = frame.slice(row, 1).getColumn(column);
  const isText = ["String", "Utf8"].includes(series.dtype.variant);
  const text: unknown = isText ? series.get(0) : series.cast(pl.Utf8, true).get(0);
  if (typeof text !== "string") return null;
  return isText ? text : text.replace(/\.0+$/, "");
}
