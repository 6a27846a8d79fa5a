import { contentHash } from "cuaderno";
import type { Dataset, Manifest } from "cuaderno/sources";
import type { DataFrame } from "nodejs-polars";
import type { MilkFolder } from "./milk-folder.js";
import { monthsOf, type RefusedRow, readMilkFile } from "./read-milk-file.js";
import type { MilkTableName } from "./schema.js";

/** What became of every row of a file that was appended. */
export interface AppendedFile {
  readonly file: string;
  readonly table: MilkTableName;
  /** Months that the table did not have. */
  readonly inserted: readonly string[];
  /** Months that it had; what it had stays. */
  readonly duplicate: readonly string[];
  /** Those of them for which the file says something else; not looked at when the file is known. */
  readonly differing: readonly string[];
  /** Months that the file has twice. */
  readonly repeated: readonly string[];
  readonly refused: readonly RefusedRow[];
  /** The table's version after it. */
  readonly version: number;
  /** Whether this very file had been appended before, so that nothing was done. */
  readonly known: boolean;
}

/**
 * Appends a file of rain, economy or prices to its table: only months that are new go in, all at once or none; months that are there keep
 * their values; rows that break a rule stay out, each with its reason. The same file a second time changes nothing.
 */
export async function appendFile(milk: MilkFolder, bytes: Uint8Array, name: string): Promise<AppendedFile> {
  const { table, frame, refused, repeated } = readMilkFile(bytes, name);
  const dataset = milk.tables[table];
  const loadId = `${name} ${contentHash(bytes).slice(0, 16)}`;
  const before = await dataset.manifest();
  const known = before?.loads.includes(loadId) ?? false;
  const account = { file: name, table, repeated, refused, known };
  if (known) {
    return { ...account, inserted: [], duplicate: monthsOf(frame), differing: [], version: before?.number ?? 0 };
  }
  const { fresh, duplicate, differing } = await compared(dataset, before, frame);
  if (before !== undefined && fresh.height === 0) {
    return { ...account, inserted: [], duplicate, differing, version: before.number };
  }
  const { number } = await dataset.append(fresh, { loadId, sources: [name] });
  return { ...account, inserted: monthsOf(fresh), duplicate, differing, version: number };
}

async function compared(
  dataset: Dataset,
  before: Manifest | undefined,
  frame: DataFrame,
): Promise<{
  readonly fresh: DataFrame;
  readonly duplicate: readonly string[];
  readonly differing: readonly string[];
}> {
  if (before === undefined) return { fresh: frame, duplicate: [], differing: [] };
  const present = await dataset.read();
  const fresh = frame.join(present.select("month"), { on: "month", how: "anti" });
  const added = new Set(monthsOf(fresh));
  const duplicate = monthsOf(frame).filter((month) => !added.has(month));
  const both = [present, frame].map((rows) => rowTexts(rows));
  const differing = duplicate.filter((month) => both[0]?.get(month) !== both[1]?.get(month));
  return { fresh, duplicate, differing };
}

function rowTexts(frame: DataFrame): ReadonlyMap<string, string> {
  const columns = frame.drop("month").columns.map((name) => frame.getColumn(name).toArray());
  return new Map(monthsOf(frame).map((month, row) => [month, JSON.stringify(columns.map((values) => values[row]))]));
}
