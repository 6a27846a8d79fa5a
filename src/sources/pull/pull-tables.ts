import type { DataFrame } from "nodejs-polars";
import { errorMessage } from "../../core/error-message.js";
import { InterruptedError } from "../../core/errors.js";
import type { TableSource } from "../connectors/table-source.js";
import { type WorkLimits, workByHost } from "./work-by-host.js";

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
export interface PullTablesOptions extends WorkLimits {
  /** Watermarks of earlier pulls, by the table's name. */
  readonly watermarks?: Readonly<Record<string, string | null>>;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Pulls every table and says what became of each, in their order: a table that fails does not stop the others. */
export async function pullTables(
  sources: Readonly<Record<string, TableSource>>,
  { watermarks = {}, log, signal, ...limits }: PullTablesOptions = {},
): Promise<readonly TableStatus[]> {
  const found = new Map<string, TableStatus>();
  const pull = async ([name, source]: readonly [string, TableSource]): Promise<void> => {
    if (signal?.aborted) return;
    const status = await pullOne(name, source, watermarks[name] ?? null, { log, signal });
    found.set(name, status);
    log?.(statusLine(status));
  };
  await workByHost(Object.entries(sources), ([, { host }]) => host, pull, "pullTables", limits);
  if (signal?.aborted) throw new InterruptedError("pullTables: stopped");
  return Object.keys(sources).flatMap((name) => found.get(name) ?? []);
}

async function pullOne(
  name: string,
  source: TableSource,
  watermark: string | null,
  { log, signal }: { readonly log: ((line: string) => void) | undefined; readonly signal: AbortSignal | undefined },
): Promise<TableStatus> {
  try {
    const result = await source.fetch({ watermark, ...(log && { log }), ...(signal && { signal }) });
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
