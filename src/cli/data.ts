import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ArgumentError } from "../core/errors.js";
import { pullSourceData, sourceDataStatus } from "../io/datasets/source-data.js";
import {
  loadProjectTables,
  type ProjectTableLoad,
  type ProjectTableState,
  projectTablesStatus,
} from "../io/datasets/source-tables.js";
import type { DataOrigin } from "../sources/pull/read-data-origin.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { defineDataAppend, defineDataReplay } from "./data-append.js";
import { defineDataShow } from "./data-show.js";
import { parsePositive } from "./parse-positive.js";
import { getSource } from "./projects.js";
import { textTable } from "./text-table.js";

/** `cuaderno data`: a project's files and tables, and new rows of datasets. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .command("pull")
    .argument("<project>", "name of the project")
    .description("pull new files from CUADERNO_DATA_MIRROR, else from the publisher, else use the synthetic sample")
    .option("--from <origin>", "only mirror, publisher or sample")
    .option("-j, --jobs <count>", "number of concurrent downloads (default: the project's choice)")
    .action((project: string, flags: PullFlags) => pull(project, flags, context));
  command
    .command("status")
    .argument("<project>", "name of the project")
    .description("tables and files with their rows, time span and origin")
    .action((project: string) => status(project, context));
  command
    .command("reset")
    .argument("<project>", "name of the project")
    .description("remove pulled files and tables made of them; the sample stays")
    .option("--yes", "remove them; without it, they are only listed")
    .action((project: string, flags: { readonly yes?: boolean | undefined }) => reset(project, flags, context));
  defineDataShow(command, context);
  defineDataAppend(command, context);
  defineDataReplay(command, context);
  command.addHelpText(
    "after",
    examples(
      "cuaderno data pull traffic",
      "cuaderno data pull traffic --from publisher",
      "cuaderno data pull telecom --jobs 1",
      "cuaderno data status traffic --json",
      "cuaderno data reset traffic --yes",
      "cuaderno data append data/prices march.csv --dry-run",
      "cuaderno data show worldbank statistics/DATABASE_ID=WB_WDI --format csv",
    ),
  );
};

interface PullFlags {
  readonly from?: string | undefined;
  readonly jobs?: string | undefined;
}

async function pull(name: string, flags: PullFlags, context: CommandContext): Promise<void> {
  const source = await getSource("data", name);
  const folder = join(context.cwd, "data", name);
  const origin = await pullSourceData(source, {
    folder,
    mirror: context.environment.CUADERNO_DATA_MIRROR,
    from: parseOrigin(flags.from),
    concurrency: parsePositive("data pull: --jobs", flags.jobs, { integer: true }),
    log: context.note,
    signal: context.signal,
  });
  const tables = await loadProjectTables(source, {
    folder,
    data: origin.data,
    log: context.note,
    signal: context.signal,
  });
  report(name, origin, tables, context);
  const failed = [
    ...(origin.pulled ?? []).flatMap((file) => (file.state === "failed" ? [`${file.name}: ${file.reason}`] : [])),
    ...tables.flatMap((table) => table.reasons.map((reason) => `${table.name}: ${reason}`)),
  ];
  if (failed.length === 0) return;
  if (!context.json) {
    for (const reason of failed) context.print(`failed: ${reason}`);
    context.print("all other files and tables are up to date; pull again for these");
  }
  process.exitCode = 1;
}

async function status(name: string, context: CommandContext): Promise<void> {
  const source = await getSource("data", name);
  const folder = join(context.cwd, "data", name);
  const origin = await sourceDataStatus(source, folder);
  if (origin !== undefined) {
    return report(name, origin, await projectTablesStatus(source, { folder, data: origin.data }), context);
  }
  context.print(`${name}: no data in ${join("data", name)}; run "cuaderno data pull ${name}"`);
  context.result({ project: name, data: null, files: [], tables: [] });
}

/** Folders that pulls and runs create; the sample is part of the repository. */
const createdFolders = ["raw", "trusted", "refined"];

async function reset(
  name: string,
  { yes = false }: { readonly yes?: boolean | undefined },
  context: CommandContext,
): Promise<void> {
  await getSource("data reset", name);
  const folders = createdFolders
    .map((zone) => join("data", name, zone))
    .filter((path) => existsSync(join(context.cwd, path)));
  if (folders.length > 0 && !yes) {
    throw new ArgumentError(`data reset: this removes ${folders.join(", ")}; pass --yes to do it`);
  }
  for (const folder of folders) await rm(join(context.cwd, folder), { recursive: true });
  context.print(folders.length === 0 ? `${name}: nothing to remove` : `${name}: removed ${folders.join(", ")}`);
  context.result({ project: name, removed: folders });
}

function report(
  name: string,
  origin: DataOrigin,
  tables: readonly (ProjectTableState | ProjectTableLoad)[],
  context: CommandContext,
): void {
  const folder = join("data", name, origin.from === "sample" ? "sample" : "raw");
  if (!context.json) {
    context.print(`${name}: ${origin.label}; ${origin.files.length} files in ${folder}`);
    for (const line of textTable(fileRows(origin))) context.print(`  ${line}`);
    if (tables.length > 0) {
      context.print(
        `${tables.length} ${tables.length === 1 ? "table" : "tables"} in ${join("data", name, "trusted", origin.data)}`,
      );
      for (const line of textTable(tableRows(tables))) context.print(`  ${line}`);
    }
  }
  context.result({ project: name, ...origin, folder, tables });
}

function fileRows({ files, pulled = [] }: DataOrigin): string[][] {
  const names = new Set([...files, ...pulled].map(({ name }) => name));
  const rows = [...names].map((name) => {
    const file = files.find((one) => one.name === name);
    const { state = "" } = pulled.find((one) => one.name === name) ?? {};
    return [name, file === undefined ? "" : String(file.size), file?.sha256.slice(0, 12) ?? "", state];
  });
  return [["file", "bytes", "sha256", pulled.length > 0 ? "this pull" : ""], ...rows];
}

function tableRows(tables: readonly (ProjectTableState | ProjectTableLoad)[]): string[][] {
  const rows = tables.map((table) => {
    const { name, rows, span, version, watermark } = table;
    return [
      name,
      version === null ? "" : String(rows),
      span === null ? "" : `${span[0]} to ${span[1]}`,
      version === null ? "not loaded" : String(version),
      watermark?.split("#")[0] ?? "",
      "state" in table ? table.state : "",
    ];
  });
  return [
    ["table", "rows", "span", "version", "watermark", tables.some((one) => "state" in one) ? "this pull" : ""],
    ...rows,
  ];
}

function parseOrigin(value: string | undefined): DataOrigin["from"] | undefined {
  if (value === undefined || value === "mirror" || value === "publisher" || value === "sample") return value;
  throw new ArgumentError(
    `data pull: --from: expected mirror, publisher or sample, got "${value}"; for example --from mirror`,
  );
}
