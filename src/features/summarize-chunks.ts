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
  for await (const columns of withRows(caller, chunks, (chunk) => chunk)) {
    summaries ??= getNames(columns).map((name) => [name, create()]);
    for (const [name, summary] of summaries) summary.add(columns, name);
  }
  return summaries ?? [];
}

/**
 * The chunks that have rows.
 *
 * @throws ArgumentError when none has, after the last
 */
export async function* withRows<Chunk>(
  caller: string,
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  getColumns: (chunk: Chunk) => Columns,
): AsyncGenerator<Chunk, void> {
  let isEmpty = true;
  for await (const chunk of chunks) {
    if (getColumns(chunk).rowCount === 0) continue;
    isEmpty = false;
    yield chunk;
  }
  if (isEmpty) throw new ArgumentError(`${caller}: the chunks have no rows; give at least one training row`);
}
