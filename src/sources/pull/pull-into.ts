import type { DataFrame } from "nodejs-polars";
import type { CommitOptions, Dataset } from "../../datasets/dataset.js";
import type { SourceResult, TableSource } from "../connectors/table-source.js";

/** How a source is brought into a dataset. */
export interface PullIntoOptions {
  /**
   * "upsert" (default): rows replace those of their key, which late rows need. "overwrite": the source gives whole partitions, or the whole
   * table when there are none. "append": rows are only added.
   */
  readonly operation?: "append" | "overwrite" | "upsert";
  /** Done to the rows between source and dataset: adds the column of months that partitions go by, drops what is not kept. */
  readonly prepare?: (frame: DataFrame) => DataFrame;
  /** Partitions for which it is false leave in the same version: a rolling window is `({ month }) => (month ?? "") >= "2024-01"`. */
  readonly keep?: NonNullable<CommitOptions["keep"]>;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What the source gave, and the dataset's version after it; `changed` is false when no version had to be made. */
export type PullIntoResult = SourceResult & { readonly version: number | null; readonly changed: boolean };

/**
 * Brings what is new in a source into a dataset and keeps the watermark in the same manifest, in one step: the first call takes the whole
 * table, later ones only what is newer. Where nothing is new, or all that came is there already, no version is made.
 */
export async function pullInto(
  target: Dataset,
  source: TableSource,
  { operation = "upsert", prepare = (frame) => frame, keep, log, signal }: PullIntoOptions = {},
): Promise<PullIntoResult> {
  const before = await target.manifest();
  const result = await source.fetch({
    watermark: before?.watermark ?? null,
    ...(log && { log }),
    ...(signal && { signal }),
  });
  if (result.kind === "unchanged") return { ...result, version: before?.number ?? null, changed: false };
  const { watermark, frame } = result;
  const after = await target[operation](prepare(frame), {
    sources: [source.name],
    skipUnchanged: operation !== "append",
    ...(keep && { keep }),
    ...(watermark !== null && { watermark }),
  });
  return { ...result, version: after.number, changed: after.number !== before?.number };
}
