import type { Command } from "commander";
import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { type GroupSummary, groupRuns, type RunGroup } from "../tracking/query/group-runs.js";
import { parseFields } from "../tracking/query/parse-order.js";
import { formatRunField, toRunField } from "../tracking/query/run-field.js";
import { searchRuns, selectFields } from "../tracking/query/search-runs.js";
import type { RunRecord, Tracker } from "../tracking/tracker.js";
import type { CommandContext } from "./command.js";
import { formatNumber, formatTime, idLength, toOneLine } from "./run-cells.js";
import { textTable } from "./text-table.js";

export interface TableFlags {
  readonly experiment?: string | undefined;
  readonly deleted?: boolean | undefined;
  readonly filter?: string | undefined;
  readonly sort?: string | undefined;
  readonly columns?: string | undefined;
  readonly groupBy?: string | undefined;
  readonly format?: string | undefined;
}

/** Cells of a table, with the names of its columns first; missing values are undefined. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number | undefined)[])[];
}

const formats = ["table", "csv", "json"];

/** Adds the options of the flat table to `runs list`. */
export function addTableOptions(command: Command): Command {
  return command
    .option("--filter <condition>", "runs that match, such as \"metrics.rmse < 450 and params.depth = '6'\"")
    .option("--columns <fields>", 'columns, such as "params.depth,metrics.rmse@min"')
    .option("--group-by <fields>", "mean and standard deviation over runs with equal fields")
    .option("--format <format>", "table, csv or json; json is an array of objects");
}

/** Whether the flat table is requested rather than the tree of each experiment. */
export function isTable({ filter, columns, groupBy, format, sort = "" }: TableFlags): boolean {
  const isPlainSort = /^(metrics?\.)?[^@,.]+$/i.test(sort) && !/^(params?|tags?|attributes?)\b/i.test(sort);
  return [filter, columns, groupBy, format].some((flag) => flag !== undefined) || (sort !== "" && !isPlainSort);
}

/** `cuaderno runs list` with a filter, columns, groups or a format: one table of runs of all experiments. */
export async function listTable(
  context: CommandContext,
  tracker: Tracker,
  flags: TableFlags,
  limit: number | undefined,
): Promise<unknown> {
  const format = flags.format ?? "table";
  if (!formats.includes(format)) {
    throw new ArgumentError(
      `runs list: --format: expected one of ${formats.join(", ")}, got "${format}"; for example --format csv`,
    );
  }
  const runs = await searchRuns(tracker, {
    experiments: flags.experiment === undefined ? undefined : [flags.experiment],
    filter: flags.filter,
    deleted: flags.deleted,
    orderBy: flags.groupBy === undefined ? toSort(flags.sort) : undefined,
    caller: "runs list",
  });
  const isText = format === "table";
  const shown = flags.groupBy === undefined ? runs.slice(0, limit ?? (isText ? 20 : undefined)) : runs;
  const columns = flags.columns === undefined ? undefined : toNames(flags.columns, "--columns");
  const table =
    flags.groupBy === undefined
      ? await runTable(tracker, shown, columns, isText)
      : await groupTable(tracker, runs, toNames(flags.groupBy, "--group-by"), columns ?? varying(runs, "metrics"));
  if (!context.json) for (const line of formatTable(table, format)) context.print(line);
  if (isText && !context.json) {
    if (runs.length === 0) context.print("no runs match");
    if (shown.length < runs.length)
      context.print(`... ${runs.length - shown.length} more; --limit ${runs.length} shows them`);
  }
  return toObjects(table);
}

/** A name that is not an attribute is a metric here, as in the tree. */
function toSort(sort: string | undefined): string | undefined {
  const [, name = "", direction = ""] = /^\s*([\p{L}\p{N}_-]+)(\s+(?:asc|desc))?\s*$/iu.exec(sort ?? "") ?? [];
  return name === "" || typeof toRunField(undefined, name) !== "string" ? sort : `metrics.\`${name}\`${direction}`;
}

/** Prints a table in a format and returns its rows as objects. */
export function formatRows(context: CommandContext, table: Table, format: string): Record<string, unknown>[] {
  if (!formats.includes(format)) {
    throw new ArgumentError(
      `runs query: --format: expected one of ${formats.join(", ")}, got "${format}"; for example --format csv`,
    );
  }
  if (!context.json) for (const line of formatTable(table, format)) context.print(line);
  return toObjects(table);
}

function toNames(text: string, flag: string): string[] {
  return parseFields(text, `runs list: ${flag}`).map(formatRunField);
}

async function runTable(
  tracker: Tracker,
  runs: readonly RunRecord[],
  columns: readonly string[] | undefined,
  isText: boolean,
): Promise<Table> {
  const fields = columns ?? [
    "run_name",
    ...(isText ? ["experiment", "status", "start_time"] : ["experiment", "status", "start_time", "end_time"]),
    ...varying(runs, "params", isText ? 6 : undefined),
    ...varying(runs, "metrics", isText ? 6 : undefined),
  ];
  const rows = await selectFields(tracker, runs, fields);
  const times = fields.map((field) => isText && (field === "start_time" || field === "end_time"));
  return {
    header: [isText ? "run" : "run_id", ...fields],
    rows: rows.map(({ run, values }) => [
      isText ? run.id.slice(0, idLength) : run.id,
      ...values.map((value, index) => (times[index] && typeof value === "number" ? formatTime(value) : value)),
    ]),
  };
}

async function groupTable(
  tracker: Tracker,
  runs: readonly RunRecord[],
  by: readonly string[],
  metrics: readonly string[],
): Promise<Table> {
  const groups = await groupRuns(tracker, runs, { by, metrics });
  for (const field of by) if (runs.length > 0) checkGroupField(field, groups, runs);
  const cells = ({ mean, standardDeviation }: GroupSummary) =>
    [mean, standardDeviation].map((value) => (Number.isNaN(value) ? undefined : value));
  return {
    header: [...by, "runs", ...metrics.flatMap((metric) => [`${metric} mean`, `${metric} sd`])],
    rows: groups.map((group) => [
      ...by.map((field) => group.by[field]),
      group.runs.length,
      ...metrics.flatMap((metric) => cells(group.metrics[metric] as GroupSummary)),
    ]),
  };
}

/** A group of all runs by a field that none has would look like a result. */
function checkGroupField(field: string, groups: readonly RunGroup[], runs: readonly RunRecord[]): void {
  if (groups.some(({ by }) => by[field] !== undefined)) return;
  const known = [...varying(runs, "params"), ...varying(runs, "metrics")];
  const hint = didYouMean(field, known) || `; expected one of ${known.slice(0, 12).join(", ") || "status, experiment"}`;
  throw new NotFoundError(`runs list: --group-by: no run has ${field}${hint}`);
}

/** Every field of the runs without `maximum`; else up to that number of fields that differ. */
function varying(runs: readonly RunRecord[], kind: "params" | "metrics", maximum?: number): string[] {
  const values = new Map<string, Set<string>>();
  for (const run of runs) {
    for (const [key, value] of Object.entries(run[kind])) {
      const known = values.get(key);
      if (known === undefined) values.set(key, new Set([String(value)]));
      else known.add(String(value));
    }
  }
  const keys = [...values.keys()].sort();
  const chosen = keys.filter((key) => maximum === undefined || runs.length === 1 || (values.get(key)?.size ?? 0) > 1);
  const singular = kind === "params" ? "param" : "metric";
  return chosen
    .slice(0, maximum)
    .map((key) => formatRunField({ kind: singular, key, ...(kind === "metrics" ? { point: "last" } : {}) }));
}

function formatTable({ header, rows }: Table, format: string): string[] {
  if (format === "json") return [JSON.stringify(toObjects({ header, rows }), undefined, 2)];
  if (format === "csv") return [header, ...rows].map((row) => row.map(csvCell).join(","));
  if (rows.length === 0) return [];
  const cell = (value: string | number | undefined): string =>
    typeof value === "number" ? formatNumber(value) : toOneLine(value ?? "", 40);
  const names = header.map((name) => name.replace(/^(metrics|params)\./, "").replace(/^run_name$/, "name"));
  return textTable([names.map((name) => toOneLine(name, 40)), ...rows.map((row) => row.map(cell))]);
}

function csvCell(value: string | number | undefined): string {
  const text = value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as objects; NaN and infinities, which JSON does not have, are strings. */
function toObjects({ header, rows }: Table): Record<string, unknown>[] {
  return rows.map((row) =>
    Object.fromEntries(
      header.map((name, index) => {
        const value = row[index];
        return [name, typeof value === "number" && !Number.isFinite(value) ? String(value) : (value ?? null)];
      }),
    ),
  );
}
