import { ArgumentError } from "../core/errors.js";
import type { Columns } from "../table/columns.js";
import type { StepChunks } from "./step.js";

/** What a step needs to know about a column, from any number of chunks. */
export interface ColumnSummary {
  add(columns: Columns, name: string): void;
}

/** A summary of each column over all chunks; the first chunk with rows says which columns there are. */
export async function summarizeChunks<Summary extends ColumnSummary>(
  caller: string,
  chunks: StepChunks,
  getNames: (columns: Columns) => readonly string[],
  create: () => Summary,
): Promise<(readonly [name: string, summary: Summary])[]> {
  let summaries: (readonly [string, Summary])[] | undefined;
  for await (const columns of chunks) {
    if (columns.rowCount === 0) continue;
    summaries ??= getNames(columns).map((name) => [name, create()]);
    for (const [name, summary] of summaries) summary.add(columns, name);
  }
  if (summaries === undefined) {
    throw new ArgumentError(`${caller}: the chunks have no rows; give at least one training row`);
  }
  return summaries;
}
