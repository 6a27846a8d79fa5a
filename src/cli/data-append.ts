import { resolve } from "node:path";
import type { Command } from "commander";
import { ArgumentError } from "../core/errors.js";
import { groupDigits } from "../core/group-digits.js";
import { appendDataset, type DatasetAppend } from "../io/datasets/append-dataset.js";
import { replayDataset, replayPeriods } from "../io/datasets/replay-dataset.js";
import { type CommandContext, examples } from "./command.js";
import { parsePositive } from "./parse-positive.js";
import { textTable } from "./text-table.js";

interface AppendFlags {
  readonly key?: string;
  readonly partitionBy?: string;
  readonly dryRun?: boolean;
  readonly accept?: boolean;
  readonly update?: boolean;
}

/** `cuaderno data append`: new rows of a file, each key once, checked against the history. */
export function defineDataAppend(command: Command, context: CommandContext): void {
  command
    .command("append")
    .argument("<dataset>", "folder of the dataset: a path or s3://; it may be new")
    .argument("<file>", "the new rows: CSV, Parquet or JSON lines; a path, s3:// or https://")
    .description("append new rows to a dataset: each key once, unusual values only with --accept")
    .option("--key <columns>", "comma-separated columns that identify a row (default: the dataset's)")
    .option("--partition-by <columns>", "comma-separated columns that name the folders of a new dataset")
    .option("--dry-run", "only report what would happen")
    .option("--accept", "insert rows with unusual values too")
    .option("--update", "replace rows whose key exists with other values")
    .addHelpText(
      "after",
      `
Exit code 3 when rows were refused or left out as unusual.
${examples(
  "cuaderno data append data/prices prices-2026.csv --key month",
  "cuaderno data append s3://lake/refined/prices march.csv --dry-run",
  "cuaderno data append data/prices march.csv --accept",
)}`,
    )
    .action((dataset: string, file: string, flags: AppendFlags) => append(dataset, file, flags, context));
}

async function append(dataset: string, file: string, flags: AppendFlags, context: CommandContext): Promise<void> {
  const report = await appendDataset(fromFolder(dataset, context), fromFolder(file, context), {
    key: list(flags.key),
    partitionBy: list(flags.partitionBy),
    dryRun: flags.dryRun,
    accept: flags.accept,
    update: flags.update,
  });
  if (!context.json) for (const line of lines(dataset, report, flags.accept === true)) context.print(line);
  context.result(report);
  if (report.refused.length > 0 || (report.unusual.length > 0 && flags.accept !== true)) process.exitCode = 3;
}

const mostLines = 20;

function lines(dataset: string, report: DatasetAppend, isAccepted: boolean): readonly string[] {
  const { inserted, updated, duplicates, refused, unusual, isDryRun, version, rows } = report;
  const unusualRows = new Set(unusual.map(({ row }) => row)).size;
  const counts = [
    `${groupDigits(inserted)} inserted`,
    ...(updated > 0 ? [`${groupDigits(updated)} updated`] : []),
    `${groupDigits(duplicates)} duplicate`,
    `${groupDigits(refused.length)} refused`,
    `${groupDigits(unusualRows)} unusual${unusualRows > 0 ? (isAccepted ? " and inserted" : " and not inserted") : ""}`,
  ];
  const state = version === undefined ? "no version yet" : `version ${version}, ${groupDigits(rows)} rows`;
  const table = [
    ...refused.map(({ row, reason }) => ["refused", row, reason]),
    ...unusual.map(({ row, column, value, history }) => [
      "unusual",
      row,
      `${column} ${value}; the history has ${history}`,
    ]),
  ];
  return [
    `${dataset}: ${isDryRun ? "dry run: " : ""}${counts.join(", ")}; ${state}`,
    ...textTable(table.slice(0, mostLines)).map((line) => `  ${line}`),
    ...(table.length > mostLines ? [`  and ${table.length - mostLines} more; --json lists all`] : []),
    ...(unusual.length > 0 && !isAccepted ? ["check the unusual values; --accept inserts their rows"] : []),
  ];
}

interface ReplayFlags {
  readonly to?: string;
  readonly by: string;
  readonly time?: string;
  readonly periods?: string;
}

/** `cuaderno data replay`: history into a new dataset, period by period. */
export function defineDataReplay(command: Command, context: CommandContext): void {
  command
    .command("replay")
    .argument("<dataset>", "folder of the dataset: a path or s3://")
    .description("feed the history of a dataset into a new one, a version for each period")
    .option("--to <dataset>", "the new dataset (default: <dataset>-replay)")
    .option("--by <period>", replayPeriods.join(", "), "month")
    .option("--time <column>", "the column of times (default: the only one)")
    .option("--periods <count>", "maximum number of periods; the next call continues (default: all)")
    .addHelpText(
      "after",
      examples(
        "cuaderno data replay data/prices --by month",
        "cuaderno data replay data/prices --to data/live --periods 1 && cuaderno run notebooks/watch",
      ),
    )
    .action((dataset: string, flags: ReplayFlags) => replay(dataset, flags, context));
}

async function replay(dataset: string, flags: ReplayFlags, context: CommandContext): Promise<void> {
  const by = replayPeriods.find((name) => name === flags.by);
  if (by === undefined) {
    throw new ArgumentError(
      `data replay: --by: expected ${replayPeriods.join(", ")}, got "${flags.by}"; for example --by month`,
    );
  }
  const to = flags.to ?? `${dataset.replace(/\/+$/, "")}-replay`;
  const replayed = await replayDataset(fromFolder(dataset, context), {
    to: fromFolder(to, context),
    by,
    time: flags.time,
    periods: parsePositive("data replay: --periods", flags.periods, { integer: true }),
    onPeriod: ({ period, rows, version }) => context.note(`${period}: ${groupDigits(rows)} rows, version ${version}`),
  });
  const { periods, left } = replayed;
  if (!context.json) context.print(`${to}: ${periods.length} periods appended, ${left} left`);
  context.result(replayed);
}

function list(text: string | undefined): readonly string[] | undefined {
  return text?.split(",").map((name) => name.trim());
}

/** A path from the working folder; a URI is unchanged. */
function fromFolder(uri: string, { cwd }: CommandContext): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(uri) ? uri : resolve(cwd, uri);
}
