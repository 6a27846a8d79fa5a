import type { DataFrame } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import type { CommitOptions, Dataset } from "../../datasets/dataset.js";
import type { SourceResult, TableSource } from "../connectors/table-source.js";

/** How rows of a source are written to a dataset. */
export interface PullIntoOptions {
  /**
   * "upsert": rows replace those with their key, as late rows need. "overwrite": the source returns complete
   * partitions, or the complete table when there are none. "append": rows are only added. @default "upsert"
   */
  readonly operation?: "append" | "overwrite" | "upsert" | undefined;
  /** Applied to the rows before they are written, for example to add the partition column of months. */
  readonly prepare?: ((frame: DataFrame) => DataFrame) | undefined;
  /**
   * Partitions for which it returns false leave in the same version: a rolling window is `({ month }) => (month ?? "")
   * >= "2024-01"`.
   */
  readonly keep?: CommitOptions["keep"] | undefined;
  /** Called with a line per step. */
  readonly log?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Result of the source, and the dataset's version after it; `changed` is false when no version was made. */
export type PullIntoResult = SourceResult & { readonly version: number | null; readonly changed: boolean };

/**
 * Writes what is new in a source to a dataset, with the watermark in the same manifest: the first call reads the full
 * table, later ones only what is newer. Without new rows no version is made.
 *
 * @throws ArgumentError for an unknown option.
 * @example await pullInto(await openDataset("data/rentals", rental), sqlTable({ database, table: "rental", watermarkField: "last_update" }))
 */
export async function pullInto(
  target: Dataset,
  source: TableSource,
  options: PullIntoOptions = {},
): Promise<PullIntoResult> {
  checkOptionNames("pullInto", options, ["operation", "prepare", "keep", "log", "signal"]);
  const { operation = "upsert", prepare = (frame) => frame, keep, log, signal } = options;
  const before = await target.manifest();
  const result = await source.fetch({ watermark: before?.watermark ?? null, log, signal });
  if (result.kind === "unchanged") return { ...result, version: before?.number ?? null, changed: false };
  const after = await target[operation](prepare(result.frame), {
    sources: [source.name],
    skipUnchanged: operation !== "append",
    keep,
    watermark: result.watermark ?? undefined,
  });
  return { ...result, version: after.number, changed: after.number !== before?.number };
}
