import type { Manifest, ManifestFile } from "./manifest.js";

/** Files of the next version, and those among them that were written for this attempt. */
export interface Change {
  readonly files: readonly ManifestFile[];
  /** Parts of the parent that were written again without the rows that were replaced. */
  readonly rewritten: readonly ManifestFile[];
  /** Parts of the new rows. */
  readonly added: readonly ManifestFile[];
}

/** Whether a partition stays in the dataset. */
export type PartitionFilter = (partition: ManifestFile["partition"]) => boolean;

/**
 * Files that stay, without partitions that `keep` rejects, and with parts of `reuse` instead of new ones with the same
 * bytes.
 */
export function retainFiles(
  { files, rewritten, added }: Change,
  { keep = () => true, reuse }: { readonly keep: PartitionFilter | undefined; readonly reuse: Manifest | undefined },
): {
  readonly files: readonly ManifestFile[];
  readonly rewritten: readonly ManifestFile[];
  /** Parts that were written for this attempt and are not needed. */
  readonly dropped: readonly ManifestFile[];
} {
  const staying = new Set(files.map(({ key }) => key));
  const reusable = (reuse?.files ?? []).filter(({ key }) => !staying.has(key));
  const dropped: ManifestFile[] = [];
  const retained: ManifestFile[] = [];
  for (const file of files) {
    const isNew = added.includes(file);
    if (!keep(file.partition)) {
      if (isNew || rewritten.includes(file)) dropped.push(file);
      continue;
    }
    const index = isNew ? reusable.findIndex((old) => isSameFile(old, file)) : -1;
    const [old] = index < 0 ? [] : reusable.splice(index, 1);
    if (old !== undefined) dropped.push(file);
    retained.push(old ?? file);
  }
  return { files: retained, rewritten: rewritten.filter((file) => !dropped.includes(file)), dropped };
}

/**
 * Whether a version with these files would add nothing to the parent. A changed watermark or mark alone makes no
 * version: a server that sends the same bytes under a new ETag each time must not, and asking once more does no harm.
 */
export function isSameVersion(
  parent: Manifest,
  next: {
    readonly files: readonly ManifestFile[];
    readonly hash: string;
    readonly watermark: string | undefined;
    readonly marks: Readonly<Record<string, string>>;
  },
): boolean {
  const keys = new Set(parent.files.map(({ key }) => key));
  return (
    next.files.length === parent.files.length &&
    next.files.every(({ key }) => keys.has(key)) &&
    next.hash === parent.schema.hash &&
    (next.watermark === undefined || parent.watermark !== null) &&
    Object.keys(next.marks).every((name) => parent.marks?.[name] !== undefined)
  );
}

/** A partition as a string, for comparison. */
export function toPartitionName(partition: ManifestFile["partition"]): string {
  return JSON.stringify(Object.entries(partition));
}

function isSameFile(one: ManifestFile, other: ManifestFile): boolean {
  return one.sha256 === other.sha256 && toPartitionName(one.partition) === toPartitionName(other.partition);
}
