import type { Dataset } from "./dataset.js";
import type { SourceResult, TableSource } from "./table-source.js";

/**
 * Pulls what is new in a source into a dataset and keeps the watermark in the same manifest, in one step: the first call takes the whole
 * table, later ones only what is newer. Give the schema a key and let `operation` be "upsert" (the default) so that late rows replace.
 */
export async function pullInto(
  target: Dataset,
  source: TableSource,
  {
    operation = "upsert",
    notice,
    signal,
  }: {
    readonly operation?: "append" | "overwrite" | "upsert";
    readonly notice?: (line: string) => void;
    readonly signal?: AbortSignal;
  } = {},
): Promise<SourceResult> {
  const before = await target.manifest();
  const result = await source.fetch({
    watermark: before?.watermark ?? null,
    ...(notice && { notice }),
    ...(signal && { signal }),
  });
  if (result.kind === "rows") {
    const { watermark, frame } = result;
    await target[operation](frame, { sources: [source.name], ...(watermark !== null && { watermark }) });
  }
  return result;
}
