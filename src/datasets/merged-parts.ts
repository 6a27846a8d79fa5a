import type { DataFrame } from "nodejs-polars";
import type { Store } from "../store/store.js";
import { loadPolars } from "../table/load-polars.js";
import type { TableSchema } from "../table/schema/schema.js";
import { partitionName } from "./dataset-change.js";
import { type PartLayout, readPart, writeParts } from "./dataset-parts.js";
import type { ManifestFile } from "./manifest.js";

/** The files of a version with those less than half full put together where a partition has several; each new part stands where its first was. */
export async function mergedParts(
  store: Store,
  files: readonly ManifestFile[],
  schema: TableSchema,
  layout: PartLayout,
): Promise<{ readonly files: readonly ManifestFile[]; readonly written: readonly ManifestFile[] }> {
  const small = new Map<string, ManifestFile[]>();
  for (const file of files) {
    if (file.rows * 2 > layout.rowsPerFile) continue;
    const name = partitionName(file.partition);
    small.set(name, [...(small.get(name) ?? []), file]);
  }
  const replaced = new Map<ManifestFile, readonly ManifestFile[]>();
  for (const group of small.values()) {
    for (const batch of batchesOf(group, layout.rowsPerFile)) {
      const frames: DataFrame[] = [];
      for (const file of batch) frames.push(await readPart(store, file, schema));
      const written = await writeParts(store, loadPolars().concat(frames), layout);
      batch.forEach((file, index) => {
        replaced.set(file, index === 0 ? written : []);
      });
    }
  }
  return {
    files: files.flatMap((file) => replaced.get(file) ?? [file]),
    written: [...replaced.values()].flat(),
  };
}

/** Neighbours that fill one part together, so that never more than one part's rows are in memory; a file alone stays as it is. */
function batchesOf(files: readonly ManifestFile[], rowsPerFile: number): readonly (readonly ManifestFile[])[] {
  const batches: ManifestFile[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const file of files) {
    if (rows + file.rows > rowsPerFile) {
      batches.push([]);
      rows = 0;
    }
    batches.at(-1)?.push(file);
    rows += file.rows;
  }
  return batches.filter((batch) => batch.length > 1);
}
