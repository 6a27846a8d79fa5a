import { resolve } from "node:path";
import type { DataFrame } from "nodejs-polars";
import { ArgumentError } from "../core/errors.js";
import { parseProfile, type TableProfile } from "../drift/table-profile.js";
import { readAnyChunks, readAnyTable } from "../io/datasets/read-any-table.js";
import { openStore } from "../io/stores/open-store.js";
import { profileChunks } from "../pipeline/profile.js";
import { readSql } from "../sources/sql/read-sql.js";
import { columnsFor } from "../table/to-columns.js";
import type { CommandContext } from "./command.js";

/** Help on what can be compared. */
export const sideHelp = "file, glob, folder/, s3://, dataset@version, a profile, or a SELECT with --database";

/** Where the sides of a comparison are read. */
export interface SideOptions {
  /** URL of a database, or the name of an environment variable that holds it. */
  readonly database?: string | undefined;
  /** Profiles of files instead of their rows. */
  readonly stream?: boolean | undefined;
}

/** One side of a comparison: rows, or a profile where it is a JSON file that holds one. */
export async function readSide(
  side: string,
  context: CommandContext,
  options: SideOptions,
): Promise<DataFrame | TableProfile> {
  if (/^\s*(select|with)\s/i.test(side))
    return readSql({ database: databaseUrl(options.database ?? "DATABASE_URL", context), query: side });
  const uri = toUri(side, context);
  const read = options.stream ? profileFiles : readAnyTable;
  if (!/\.json$/i.test(uri)) return read(uri);
  const { store, key } = await openStore(uri, { caller: "drift" });
  const text = new TextDecoder().decode(await store.read(key));
  return /^\s*\{\s*"kind":\s*"table-profile"/.test(text) ? parseProfile(text, uri) : read(uri);
}

/** Rows that are in memory together; a table of fewer rows has the profile of all of them at once. */
const rowsPerChunk = 1_000_000;

/** The profile of a table of any size, read some rows at a time. */
export async function profileFiles(uri: string): Promise<TableProfile> {
  const own = async function* (): AsyncGenerator<DataFrame> {
    for await (const chunk of readAnyChunks(uri, rowsPerChunk)) yield withoutRequests(chunk);
  };
  return await profileChunks(own());
}

/** The URL itself, or the one in an environment variable, so that a password need not be an argument. */
export function databaseUrl(given: string, { environment }: CommandContext): string {
  if (!/^[A-Z_][A-Z0-9_]*$/.test(given)) return given;
  const found = environment[given];
  if (found !== undefined && found !== "") return found;
  throw new ArgumentError(`drift: --database: ${given} is not set; set it to a URL, or give one`);
}

/** Columns that `cuaderno serve` adds to the inputs in its log of predictions. */
const logColumns = ["predicted_at", "request_id", "model", "model_version"];

/** Whether rows are the log of predictions of `cuaderno serve`. */
export function isPredictionLog(table: DataFrame): boolean {
  return logColumns.every((name) => table.columns.includes(name));
}

/** The inputs and predictions of a log, without what describes the requests; other tables unchanged. */
export function withoutRequests(table: DataFrame): DataFrame {
  if (!isPredictionLog(table)) return table;
  const own = [...logColumns.slice(1), ...table.columns.filter((name) => /^(probability_|date$)/.test(name))];
  return table.drop(own);
}

/** The time column: the only one, or when a log predicted. */
export function getTime(table: DataFrame, name: string): string {
  if (isPredictionLog(table)) return "predicted_at";
  const times = [...columnsFor("drift", table).byName].filter(([, { kind }]) => kind === "time");
  const [first, second] = times.map(([column]) => column);
  if (first !== undefined && second === undefined) return first;
  const found = first === undefined ? "no time column" : `times ${times.map(([column]) => column).join(", ")}`;
  throw new ArgumentError(`drift: ${name} has ${found}; name the column with --time`);
}

/** A path below the working folder; a URI as it is. */
export function toUri(given: string, { cwd }: CommandContext): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(given)) return given;
  return `${resolve(cwd, given)}${given.endsWith("/") ? "/" : ""}`;
}
