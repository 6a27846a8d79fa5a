import type { DataFrame } from "nodejs-polars";
import { errorMessage } from "../core/error-message.js";
import { ArgumentError, InterruptedError } from "../core/errors.js";
import type { TableSource } from "./table-source.js";

/** What became of one table. */
export type TableStatus =
  | {
      readonly name: string;
      readonly state: "loaded";
      readonly frame: DataFrame;
      readonly watermark: string | null;
      readonly requests: number;
    }
  | { readonly name: string; readonly state: "unchanged"; readonly watermark: string | null; readonly requests: number }
  | { readonly name: string; readonly state: "failed"; readonly reason: string; readonly error: unknown };

/** How several tables are pulled. */
export interface PullTablesOptions {
  /** Watermarks of earlier pulls, by the table's name. */
  readonly watermarks?: Readonly<Record<string, string | null>>;
  /** Tables at once; default 2. */
  readonly concurrency?: number;
  readonly notice?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Pulls every table and says what became of each, in their order: a table that fails does not stop the others. */
export async function pullTables(
  sources: Readonly<Record<string, TableSource>>,
  { watermarks = {}, concurrency = 2, notice, signal }: PullTablesOptions = {},
): Promise<readonly TableStatus[]> {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new ArgumentError(`pullTables: concurrency must be a whole number from 1 on, got ${concurrency}`);
  }
  const waiting = Object.entries(sources);
  const found = new Map<string, TableStatus>();
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, source] = next;
      const status = await pullOne(name, source, watermarks[name] ?? null, { notice, signal });
      found.set(name, status);
      notice?.(statusLine(status));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  if (signal?.aborted) throw new InterruptedError("pullTables: stopped");
  return Object.keys(sources).flatMap((name) => found.get(name) ?? []);
}

async function pullOne(
  name: string,
  source: TableSource,
  watermark: string | null,
  {
    notice,
    signal,
  }: { readonly notice: ((line: string) => void) | undefined; readonly signal: AbortSignal | undefined },
): Promise<TableStatus> {
  try {
    const result = await source.fetch({ watermark, ...(notice && { notice }), ...(signal && { signal }) });
    const { requests, watermark: mark } = result;
    if (result.kind === "unchanged") return { name, state: "unchanged", watermark: mark, requests };
    return { name, state: "loaded", frame: result.frame, watermark: mark, requests };
  } catch (error) {
    return { name, state: "failed", reason: errorMessage(error), error };
  }
}

function statusLine(status: TableStatus): string {
  switch (status.state) {
    case "loaded":
      return `${status.name}: ${status.frame.height} rows`;
    case "unchanged":
      return `${status.name}: nothing new`;
    case "failed":
      return `${status.name}: failed: ${status.reason}`;
  }
}
