import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../core/errors.js";
import { sql } from "../io/sql/sql.js";
import { loadPolars } from "../table/load-polars.js";
import type { RunRecord, Tracker } from "../tracking/tracker.js";
import type { CommandContext } from "./command.js";
import { formatRows } from "./runs-table.js";

interface RunTables {
  readonly runs: DataFrame;
  readonly params: DataFrame;
  readonly metrics: DataFrame;
  readonly tags: DataFrame;
}

/** `cuaderno runs query`: SQL over the runs of all experiments. */
export async function queryRuns(
  context: CommandContext,
  tracker: Tracker,
  { query, format }: { readonly query: string; readonly format: string },
): Promise<unknown> {
  if (query.trim() === "") throw new ArgumentError('runs query: --sql is empty; write "select * from runs"');
  const { tables, skipped } = toTables(await tracker.runs());
  for (const column of skipped) {
    context.note(
      `runs query: "${column}" differs from another column in case only; it is in the tables params and metrics`,
    );
  }
  const frame = await sql({ ...tables })(Object.assign([query], { raw: [query] }));
  const header = frame.columns;
  const columns = header.map((name) => frame.getColumn(name).toArray().map(toCell));
  const rows = Array.from({ length: frame.height }, (_, row) => columns.map((column) => column[row]));
  return formatRows(context, { header, rows }, format);
}

/** Table `runs` with a column for each parameter and metric, and tables of run_id, key and value. */
function toTables(runs: readonly RunRecord[]): { readonly tables: RunTables; readonly skipped: readonly string[] } {
  const pl = loadPolars();
  const text = (values: readonly (string | undefined)[]) =>
    pl.Series(
      "",
      values.map((value) => value ?? null),
      pl.Utf8,
    );
  const numbers = (values: readonly (number | undefined)[]) =>
    pl.Series(
      "",
      values.map((value) => value ?? null),
      pl.Float64,
    );
  const columns = new Map([
    ["run_id", text(runs.map((run) => run.id))],
    ["run_name", text(runs.map((run) => run.name))],
    ["experiment", text(runs.map((run) => run.experiment))],
    ["status", text(runs.map((run) => run.status))],
    ["start_time", numbers(runs.map((run) => run.startTime))],
    ["end_time", numbers(runs.map((run) => run.endTime))],
    ["parent_run_id", text(runs.map((run) => run.parentId))],
  ]);
  const skipped: string[] = [];
  const known = new Set<string>();
  const add = (name: string, column: ReturnType<typeof text>): void => {
    if (known.has(name.toLowerCase())) skipped.push(name);
    else columns.set(name, column);
    known.add(name.toLowerCase());
  };
  for (const key of getKeys(runs, "params")) add(`params.${key}`, text(runs.map((run) => run.params[key])));
  for (const key of getKeys(runs, "metrics")) add(`metrics.${key}`, numbers(runs.map((run) => run.metrics[key])));
  const long = (kind: "params" | "metrics" | "tags"): DataFrame => {
    const entries = runs.flatMap((run) =>
      Object.entries(run[kind]).map(([key, value]) => ({ id: run.id, key, value })),
    );
    const values =
      kind === "metrics"
        ? numbers(entries.map(({ value }) => Number(value)))
        : text(entries.map(({ value }) => String(value)));
    return pl.DataFrame({
      run_id: text(entries.map(({ id }) => id)),
      key: text(entries.map(({ key }) => key)),
      value: values,
    });
  };
  const tables = {
    runs: pl.DataFrame(Object.fromEntries(columns)),
    params: long("params"),
    metrics: long("metrics"),
    tags: long("tags"),
  };
  return { tables, skipped };
}

function getKeys(runs: readonly RunRecord[], kind: "params" | "metrics"): string[] {
  return [...new Set(runs.flatMap((run) => Object.keys(run[kind])))].sort();
}

function toCell(value: unknown): string | number | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Date
    ? value.toISOString()
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);
}
