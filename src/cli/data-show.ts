import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { DataFrame } from "nodejs-polars";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { openStore } from "../io/stores/open-store.js";
import { readPublishedTables } from "../sources/pull/read-published-tables.js";
import { prefixStore } from "../store/prefix-store.js";
import { formatCsv } from "../table/csv/format-csv.js";
import { loadPolars } from "../table/load-polars.js";
import type { CommandContext } from "./command.js";
import { getSource } from "./projects.js";

interface ShowFlags {
  readonly format: string;
  readonly data?: string | undefined;
  readonly limit?: string | undefined;
  readonly offset?: string | undefined;
}

/** `cuaderno data show`: refined tables of a project as JSON or CSV on standard output. */
export function defineDataShow(command: Command, context: CommandContext): void {
  command
    .command("show")
    .argument("<project>", "name of the project")
    .argument(
      "[prefix]",
      "a table, or a part of it like statistics/DATABASE_ID=WB_WDI; without it, every table (JSON only)",
    )
    .description("refined tables as JSON or CSV, by a prefix of their keys")
    .option("--format <format>", "json (an array of rows per table) or csv (one table)", "json")
    .option("--data <kind>", "real or sample (default: real if it was refined, else the sample)")
    .option("--limit <rows>", "maximum number of rows of each table")
    .option("--offset <rows>", "number of rows to skip")
    .action((project: string, prefix: string | undefined, flags: ShowFlags) =>
      show(project, prefix ?? "", flags, context),
    );
}

async function show(name: string, prefix: string, flags: ShowFlags, context: CommandContext): Promise<void> {
  const { format } = flags;
  if (format !== "json" && format !== "csv")
    throw new ArgumentError(`data show: --format: expected json or csv, got "${format}"; for example --format csv`);
  const rows = { limit: count("limit", flags.limit), offset: count("offset", flags.offset) ?? 0 };
  await getSource("data show", name);
  const refined = join(context.cwd, "data", name, "refined");
  const kind = chooseKind(refined, name, flags.data);
  const { store, key } = await openStore(`${join(refined, kind)}/`);
  const tables = Object.entries(await readPublishedTables(prefixStore(store, key), prefix)).map(
    ([table, frame]) => [table, frame.slice(rows.offset, rows.limit ?? frame.height)] as const,
  );
  context.note(`${name}: ${kind} data; ${tables.map(([table, { height }]) => `${table} ${height} rows`).join(", ")}`);
  if (format === "json") {
    const value = Object.fromEntries(tables.map(([table, frame]) => [table, plainRows(frame)]));
    return context.json ? context.result(value) : context.print(JSON.stringify(value));
  }
  const [first, ...others] = tables;
  if (first === undefined || others.length > 0) {
    throw new ArgumentError(
      `data show: CSV has one table, but "${prefix}" is a prefix of ${tables.length} (${tables.map(([table]) => table).join(", ")}); use a longer prefix, or --format json`,
    );
  }
  context.print(new TextDecoder().decode(formatCsv(first[1])).replace(/\n$/, ""));
}

function chooseKind(refined: string, name: string, chosen: string | undefined): "real" | "sample" {
  if (chosen !== undefined && chosen !== "real" && chosen !== "sample") {
    throw new ArgumentError(
      `data show: --data: expected real or sample, got "${chosen}"; leave --data out for real data where there are some`,
    );
  }
  const kinds: readonly ("real" | "sample")[] = chosen === undefined ? ["real", "sample"] : [chosen];
  const found = kinds.find((kind) => existsSync(join(refined, kind)));
  if (found !== undefined) return found;
  throw new NotFoundError(
    `data show: ${name} has no refined ${chosen ?? ""} tables yet; run "cuaderno run notebooks/${name}"`.replace(
      "  ",
      " ",
    ),
  );
}

function count(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new ArgumentError(`data show: --${name}: expected an integer >= 0, got "${value}"; for example --${name} 100`);
}

/** Rows as plain JSON; integers of a column with values beyond 2^53 are strings, so that none is rounded. */
function plainRows(frame: DataFrame): readonly Record<string, unknown>[] {
  const pl = loadPolars();
  const columns = frame.columns.map((name) => {
    const column = frame.getColumn(name);
    const isWide = /^U?Int64$/.test(column.dtype.variant) && frame.height > 0;
    const extremes = isWide ? [Number(column.min()), Number(column.max())] : [];
    const exact = extremes.some((value) => Math.abs(value) >= 2 ** 53) ? column.cast(pl.Utf8) : column;
    return [name, exact.toArray() as unknown[]] as const;
  });
  const plain = (value: unknown): unknown =>
    typeof value === "number" && !Number.isFinite(value) ? null : (value ?? null);
  return Array.from({ length: frame.height }, (_, row) =>
    Object.fromEntries(columns.map(([name, values]) => [name, plain(values[row])])),
  );
}
