import type { DataFrame } from "nodejs-polars";
import type { Store } from "../store/store.js";
import { loadPolars } from "../table/load-polars.js";
import type { TableSchema } from "../table/schema/schema.js";
import { readPart } from "./dataset-parts.js";
import type { Manifest, ManifestFile } from "./manifest.js";

/** The files of the next version, and those of them that were written for this try. */
export interface Change {
  readonly files: readonly ManifestFile[];
  /** Parts of the parent written anew, without the rows that were replaced. */
  readonly written: readonly ManifestFile[];
  /** Parts of the new rows. */
  readonly added: readonly ManifestFile[];
}

/** The change without partitions outside the window, and with parts of `reuse` in place of new ones of the same bytes. */
export function keptFiles(
  { files, written, added }: Change,
  { keep = () => true, reuse }: { readonly keep: CommitKeep | undefined; readonly reuse: Manifest | undefined },
): {
  readonly files: readonly ManifestFile[];
  readonly written: readonly ManifestFile[];
  readonly dropped: readonly ManifestFile[];
} {
  const staying = new Set(files.map(({ key }) => key));
  const free = (reuse?.files ?? []).filter(({ key }) => !staying.has(key));
  const dropped: ManifestFile[] = [];
  const settled: ManifestFile[] = [];
  for (const file of files) {
    const isNew = added.includes(file);
    if (!keep(file.partition)) {
      if (isNew || written.includes(file)) dropped.push(file);
      continue;
    }
    const same = isNew ? free.findIndex((old) => isSameFile(old, file)) : -1;
    const [old] = same < 0 ? [] : free.splice(same, 1);
    if (old !== undefined) dropped.push(file);
    settled.push(old ?? file);
  }
  return { files: settled, written: written.filter((file) => !dropped.includes(file)), dropped };
}

type CommitKeep = (partition: ManifestFile["partition"]) => boolean;

/**
 * Whether a version of these files would say nothing that the parent does not say. A server that gives the same bytes under ever new
 * marks makes no versions by that: what is asked once more does no harm.
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

/** Those of the rows that the dataset does not have exactly so; the key must be distinct among them. */
export async function changedRows(
  store: Store,
  parent: Manifest,
  rows: DataFrame,
  schema: TableSchema,
): Promise<DataFrame> {
  const pl = loadPolars();
  const key = [...schema.key];
  const names = Object.keys(schema.columns);
  const keys = rows.select(...key);
  const marked = (frame: DataFrame, mark: number): DataFrame =>
    frame.select(...names).withColumns(pl.lit(mark).cast(pl.Int32).alias("\u0000side"));
  let left = rows;
  for (const file of parent.files) {
    const before = (await readPart(store, file, schema)).join(keys, { on: key, how: "semi" });
    if (before.height === 0) continue;
    // Grouping holds missing cells for equal, which joining does not.
    const groups = pl
      .concat([marked(left, 0), marked(before, 1)])
      .groupBy(...names)
      .agg(pl.col("\u0000side").nUnique().alias("\u0000sides"));
    const known = groups.filter(pl.col("\u0000sides").eq(pl.lit(2))).select(...key);
    left = left.join(known, { on: key, how: "anti" });
  }
  return left;
}

/** A partition as text, to compare by. */
export function partitionName(partition: ManifestFile["partition"]): string {
  return JSON.stringify(Object.entries(partition));
}

function isSameFile(one: ManifestFile, other: ManifestFile): boolean {
  return one.sha256 === other.sha256 && partitionName(one.partition) === partitionName(other.partition);
}
