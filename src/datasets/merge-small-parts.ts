import type { DataFrame } from "nodejs-polars";
import type { Store } from "../store/store.js";
import { loadPolars } from "../table/load-polars.js";
import type { TableSchema } from "../table/schema/schema.js";
import { type PartLayout, readPart, writeParts } from "./dataset-parts.js";
import type { ManifestFile } from "./manifest.js";
import { toPartitionName } from "./retain-files.js";

/**
 * Files of a version in which parts less than half full are merged within each partition; a merged part takes the
 * position of the first part in it.
 */
export async function mergeSmallParts(
  store: Store,
  files: readonly ManifestFile[],
  schema: TableSchema,
  layout: PartLayout,
): Promise<{ readonly files: readonly ManifestFile[]; readonly rewritten: readonly ManifestFile[] }> {
  const small = new Map<string, ManifestFile[]>();
  for (const file of files) {
    if (file.rows * 2 > layout.rowsPerFile) continue;
    const name = toPartitionName(file.partition);
    small.set(name, [...(small.get(name) ?? []), file]);
  }
  const replaced = new Map<ManifestFile, readonly ManifestFile[]>();
  for (const group of small.values()) {
    for (const batch of toBatches(group, layout.rowsPerFile)) {
      const frames: DataFrame[] = [];
      for (const file of batch) frames.push(await readPart(store, file, schema, layout.caller));
      const merged = await writeParts(store, loadPolars().concat(frames), layout);
      batch.forEach((file, index) => {
        replaced.set(file, index === 0 ? merged : []);
      });
    }
  }
  return {
    files: files.flatMap((file) => replaced.get(file) ?? [file]),
    rewritten: [...replaced.values()].flat(),
  };
}

/**
 * Consecutive files that fill one part together, so that at most the rows of one part are in memory; single files stay
 * as they are.
 */
function toBatches(files: readonly ManifestFile[], rowsPerFile: number): readonly (readonly ManifestFile[])[] {
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
