import type { DataFrame } from "nodejs-polars";
import { FailedError } from "../core/errors.js";
import type { Store } from "../store/store.js";
import type { TableSchema } from "../table/schema/schema.js";
import { validateFrame } from "../table/schema/validate-frame.js";
import { changedRows } from "./changed-rows.js";
import { checkLayout } from "./check-layout.js";
import { type PartLayout, writeParts } from "./dataset-parts.js";
import {
  findManifest,
  formatManifest,
  hasManifest,
  type Manifest,
  type ManifestFile,
  manifestKey,
  toManifestSchema,
} from "./manifest.js";
import { type Change, isSameVersion, type PartitionFilter, retainFiles } from "./retain-files.js";
import { acquireLease } from "./writer-lease.js";

/** Options of a commit. */
export interface CommitOptions {
  /** Identifier of the load: when the dataset has it already, nothing is done. */
  readonly loadId?: string | undefined;
  /** Position up to which the source has been read. */
  readonly watermark?: string | undefined;
  /** Sources of the rows. */
  readonly sources?: readonly string[] | undefined;
  /** Whether the columns may differ from those of the dataset. @default "refuse" */
  readonly schemaChange?: "refuse" | "allow" | undefined;
  /**
   * Position up to which each piece of a source has been read (its ETag, hash or date), by name; others are copied from
   * the parent.
   */
  readonly marks?: Readonly<Record<string, string>> | undefined;
  /**
   * Partitions for which it returns false leave the dataset in the same version, for a rolling window. @default all
   * stay
   */
  readonly keep?: PartitionFilter | undefined;
  /** Makes no version when the rows are unchanged and no mark is the first of its name. @default false */
  readonly skipUnchanged?: boolean | undefined;
}

/** Where and how a commit is made. */
export interface CommitTarget {
  readonly store: Store;
  readonly schema: TableSchema;
  readonly layout: PartLayout;
  readonly operation: Manifest["operation"];
  /** Parts that are known to have no key of the rows of an upsert, by their key. @default none */
  readonly untouched?: ReadonlySet<string> | undefined;
}

/** The change that an operation makes to the parent version; it may write parts. */
export type PlanChange = (
  parent: Manifest | undefined,
  added: readonly ManifestFile[],
  newRows: DataFrame,
  layout: PartLayout,
) => Promise<Change>;

const attempts = 100;

/** Publishes the next version: tries again on top of the version of a faster writer, until its own is there. */
export async function commitChange(
  target: CommitTarget,
  frame: DataFrame,
  options: CommitOptions,
  planChange: PlanChange,
): Promise<Manifest> {
  const { store, schema, operation, untouched } = target;
  const isTouched = ({ key }: ManifestFile): boolean => untouched?.has(key) !== true;
  const { caller } = target.layout;
  const { loadId, schemaChange = "refuse", keep, skipUnchanged = false } = options;
  const rows = validateFrame(frame, schema, { uri: `the rows for ${store.name}` });
  const lease = await acquireLease(store, target.layout);
  const layout = { ...target.layout, onPart: lease.renew };
  const layoutOfNext = { schema: toManifestSchema(schema), partitionBy: layout.partitionBy, schemaChange };
  try {
    let newRows = rows;
    let added: readonly ManifestFile[] | undefined;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const parent = await findManifest(store, caller);
      if (parent !== undefined && loadId !== undefined && parent.loads.includes(loadId)) return parent;
      if (parent !== undefined) checkLayout(caller, parent, { ...layoutOfNext, name: store.name });
      if (added === undefined || skipUnchanged) {
        const isMerged = skipUnchanged && operation === "upsert" && parent !== undefined;
        newRows = isMerged ? await changedRows(store, parent.files.filter(isTouched), rows, schema, caller) : rows;
        added = newRows.height === 0 ? [] : await writeParts(store, newRows, layout);
      }
      const change = retainFiles(await planChange(parent, added, newRows, layout), {
        keep,
        reuse: skipUnchanged ? parent : undefined,
      });
      for (const file of change.dropped) await store.remove(file.key);
      const next = toNextManifest(target, parent, change.files, options);
      const { files, schema: own, marks = {} } = next;
      if (skipUnchanged && parent !== undefined) {
        if (isSameVersion(parent, { files, hash: own.hash, watermark: options.watermark, marks })) return parent;
      }
      await lease.renew();
      const ownParts = [...change.rewritten, ...added].filter((file) => !change.dropped.includes(file));
      if (!(await haveParts(store, ownParts))) {
        for (const file of ownParts) await store.remove(file.key);
        added = undefined;
        continue;
      }
      const bytes = formatManifest(next);
      const isPublished =
        (await store.create(manifestKey(next.number), bytes)) || (await hasManifest(store, next.number, bytes));
      if (isPublished) return next;
      for (const file of skipUnchanged ? ownParts : change.rewritten) await store.remove(file.key);
    }
  } finally {
    await lease.release();
  }
  throw new FailedError(
    `${caller}: ${attempts} other writers were faster in ${store.name}; try again with fewer writers`,
  );
}

function toNextManifest(
  { schema, layout, operation }: CommitTarget,
  parent: Manifest | undefined,
  files: readonly ManifestFile[],
  { loadId, watermark, sources = [], marks: newMarks }: CommitOptions,
): Manifest {
  const marks = { ...parent?.marks, ...newMarks };
  const time = Math.max(layout.now().getTime(), Date.parse(parent?.createdAt ?? "") || 0);
  return {
    format: "cuaderno-dataset/1",
    number: (parent?.number ?? 0) + 1,
    parent: parent?.number ?? null,
    createdAt: new Date(time).toISOString(),
    operation,
    schema: toManifestSchema(schema),
    definition: schema,
    partitionBy: layout.partitionBy,
    rows: files.reduce((total, file) => total + file.rows, 0),
    watermark: watermark ?? parent?.watermark ?? null,
    ...(Object.keys(marks).length > 0 && { marks }),
    loads: [...(parent?.loads ?? []), ...(loadId === undefined ? [] : [loadId])],
    sources,
    files,
  };
}

/**
 * Whether every part is still there; somebody may have removed one by hand, or swept with a clock that is an hour
 * ahead.
 */
async function haveParts(store: Store, files: readonly ManifestFile[]): Promise<boolean> {
  for (const { key, size } of files) if ((await store.stat(key))?.size !== size) return false;
  return true;
}
