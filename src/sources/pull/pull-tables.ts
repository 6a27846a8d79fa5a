import type { DataFrame } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { errorMessage } from "../../core/error-message.js";
import { InterruptedError } from "../../core/errors.js";
import type { SourceFetchOptions, TableSource } from "../connectors/table-source.js";
import { type WorkLimits, workByHost } from "./work-by-host.js";

/** Result of one table. */
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

/** Limits and watermarks of a pull. */
export interface PullTablesOptions extends WorkLimits {
  /** Watermarks of earlier pulls, by the table's name. */
  readonly watermarks?: Readonly<Record<string, string | null>> | undefined;
  /** Called with a line per step. */
  readonly log?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fetches several tables and returns the state of each, in their order. A failed table does not stop the others.
 *
 * @throws ArgumentError for an unknown option; InterruptedError when the signal fires.
 * @example await pullTables({ film: sqlTable({ database, table: "film" }), actor: sqlTable({ database, table: "actor" }) })
 */
export async function pullTables(
  sources: Readonly<Record<string, TableSource>>,
  options: PullTablesOptions = {},
): Promise<readonly TableStatus[]> {
  checkOptionNames("pullTables", options, ["watermarks", "log", "signal", "concurrency", "perHost"]);
  const { watermarks = {}, log, signal, ...limits } = options;
  const found = new Map<string, TableStatus>();
  const pull = async ([name, source]: readonly [string, TableSource]): Promise<void> => {
    if (signal?.aborted) return;
    const status = await pullOne(name, source, { watermark: watermarks[name] ?? null, log, signal });
    found.set(name, status);
    log?.(formatStatus(status));
  };
  await workByHost(Object.entries(sources), ([, { host }]) => host, pull, "pullTables", limits);
  if (signal?.aborted) throw new InterruptedError("pullTables: stopped; start it again");
  return Object.keys(sources).flatMap((name) => found.get(name) ?? []);
}

async function pullOne(name: string, source: TableSource, options: SourceFetchOptions): Promise<TableStatus> {
  try {
    const result = await source.fetch(options);
    const { requests, watermark } = result;
    if (result.kind === "unchanged") return { name, state: "unchanged", watermark, requests };
    return { name, state: "loaded", frame: result.frame, watermark, requests };
  } catch (error) {
    return { name, state: "failed", reason: errorMessage(error), error };
  }
}

function formatStatus(status: TableStatus): string {
  switch (status.state) {
    case "loaded":
      return `${status.name}: ${status.frame.height} rows`;
    case "unchanged":
      return `${status.name}: unchanged`;
    case "failed":
      return `${status.name}: failed: ${status.reason}`;
  }
}
