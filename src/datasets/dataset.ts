import type { DataFrame } from "nodejs-polars";
import { checkInteger } from "../core/check-integer.js";
import { checkOptionNames } from "../core/check-option-names.js";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import type { Store } from "../store/store.js";
import { countDuplicateRows } from "../table/count-duplicate-rows.js";
import { emptyFrame } from "../table/empty-frame.js";
import { loadPolars } from "../table/load-polars.js";
import type { TableSchema } from "../table/schema/schema.js";
import { validateFrame } from "../table/schema/validate-frame.js";
import { type CommitOptions, commitChange, type PlanChange } from "./commit-change.js";
import { type DatasetPart, type PartLayout, type PartNames, readPart, writeParts } from "./dataset-parts.js";
import { checkPartitionColumns } from "./hive-folder.js";
import { type DatasetVersion, findManifest, type Manifest, type ManifestFile } from "./manifest.js";
import { mergeSmallParts } from "./merge-small-parts.js";
import { type DatasetReadOptions, readVersion, toChunks } from "./read-version.js";
import { toPartitionName } from "./retain-files.js";
import { sweepDataset } from "./sweep-dataset.js";

export type { CommitOptions } from "./commit-change.js";
export type { DatasetVersion } from "./manifest.js";
export type { DatasetReadOptions } from "./read-version.js";

/** Layout of a dataset, and the effects that it needs. */
export interface DatasetOptions extends PartNames {
  /** Columns whose values name the folders of the parts. @default none */
  readonly partitionBy?: readonly string[] | undefined;
  /** Maximum number of rows of a part. @default 1,000,000 */
  readonly rowsPerFile?: number | undefined;
}

/** A table that grows, with every version of it. */
export interface Dataset {
  readonly name: string;
  /** Manifest of the current or another version; undefined before the first version. */
  manifest(at?: DatasetVersion): Promise<Manifest | undefined>;
  /** Rows of the current or another version. */
  read(options?: DatasetReadOptions): Promise<DataFrame>;
  /**
   * The same rows, in order, as frames of at most `rows` rows (default 100,000), while these and one part of the
   * dataset are in memory.
   */
  readChunks(options?: DatasetReadOptions & { readonly rows?: number | undefined }): AsyncGenerator<DataFrame, void>;
  /** Adds rows. */
  append(frame: DataFrame, options?: CommitOptions): Promise<Manifest>;
  /** Replaces the partitions of the rows; everything when the dataset has no partitions. */
  overwrite(frame: DataFrame, options?: CommitOptions): Promise<Manifest>;
  /** Adds rows and replaces those with the same key. */
  upsert(frame: DataFrame, options?: CommitOptions): Promise<Manifest>;
  /**
   * Merges parts that are less than half full within each partition, as a new version with the same rows; old versions
   * stay readable.
   */
  compact(): Promise<Manifest>;
  /**
   * Removes all versions but the last `keepVersions` (default all stay), then parts of no version that were begun at
   * least `graceMs` ago (default a day), and returns the removed keys. Parts of running writers are spared, whatever
   * `graceMs` is.
   */
  sweep(options?: {
    readonly keepVersions?: number | undefined;
    readonly graceMs?: number | undefined;
  }): Promise<readonly string[]>;
}

/** A dataset with what only `appendDataset` needs. */
export interface DatasetForAppend extends Dataset {
  /** The parts of the current version, one at a time. */
  readParts(): AsyncGenerator<DatasetPart, void>;
  /** As `upsert`, which does not read the parts that are known to have no key of the rows. */
  upsertSkipping(untouched: ReadonlySet<string>, frame: DataFrame, options?: CommitOptions): Promise<Manifest>;
}

const dayMs = 86_400_000;

/**
 * A dataset in a store: immutable Parquet parts, and numbered manifests that are created only where none exists.
 * Readers see all parts of a commit or none of them; when two writers make the same version, the slower one commits
 * again on top of the other.
 *
 * @throws ArgumentError for partition columns that are missing or have too many distinct values.
 * @example dataset(memoryStore(), schema("t", { id: column.integer() }), { now: () => new Date(0), newId: () => "1" }).name // "memory"
 */
export function dataset(store: Store, schema: TableSchema, options: DatasetOptions): Dataset {
  return createDataset(store, schema, options, "dataset");
}

/** The dataset, with errors in the name of the function that the user called. */
export function createDataset(
  store: Store,
  schema: TableSchema,
  options: DatasetOptions,
  caller: string,
): DatasetForAppend {
  checkOptionNames(caller, options, ["partitionBy", "rowsPerFile", "now", "newId"]);
  const { partitionBy = [], rowsPerFile = 1_000_000, now, newId } = options;
  checkPartitionColumns(caller, partitionBy, schema);
  checkInteger(caller, "rowsPerFile", rowsPerFile, 1, "pass rowsPerFile: 1_000_000, or leave it out");
  const commit = (
    operation: Manifest["operation"],
    frame: DataFrame,
    commitOptions: CommitOptions,
    planChange: PlanChange,
    untouched?: ReadonlySet<string>,
  ): Promise<Manifest> => {
    checkOptionNames(operation, commitOptions, commitOptionNames);
    const layout: PartLayout = { partitionBy, rowsPerFile, now, newId, caller: operation };
    return commitChange({ store, schema, layout, operation, untouched }, frame, commitOptions, planChange);
  };
  const upsertSkipping: DatasetForAppend["upsertSkipping"] = async (untouched, frame, commitOptions = {}) => {
    const planChange = planUpsert(store, schema, untouched);
    return commit("upsert", checkKeys(frame, schema, store.name), commitOptions, planChange, untouched);
  };
  const reader = caller === "dataset" ? "read" : caller;
  return {
    name: store.name,
    manifest: (at) => findManifest(store, "manifest", at),
    read: async (readOptions = {}) => {
      const frames: DataFrame[] = [];
      for await (const { rows } of readVersion(store, schema, readOptions, reader)) frames.push(rows);
      return frames.length === 0 ? emptyFrame(schema) : loadPolars().concat(frames);
    },
    readChunks: ({ rows = 100_000, ...readOptions } = {}) => {
      checkInteger("readChunks", "rows", rows, 1, "pass rows: 100_000, or leave it out");
      return toChunks(readVersion(store, schema, readOptions, reader), rows);
    },
    readParts: () => readVersion(store, schema, {}, reader),
    append: (frame, commitOptions = {}) => commit("append", frame, commitOptions, planAppend),
    overwrite: (frame, commitOptions = {}) => commit("overwrite", frame, commitOptions, planOverwrite(partitionBy)),
    upsert: (frame, commitOptions) => upsertSkipping(new Set(), frame, commitOptions),
    upsertSkipping,
    compact: async () => {
      if ((await findManifest(store, "compact")) === undefined) {
        throw new NotFoundError(`compact: ${store.name} has no version yet; append rows first`);
      }
      return commit("compact", emptyFrame(schema), { skipUnchanged: true }, async (parent, _added, _rows, layout) => ({
        ...(await mergeSmallParts(store, parent?.files ?? [], schema, layout)),
        added: [],
      }));
    },
    sweep: ({ keepVersions = Number.POSITIVE_INFINITY, graceMs = dayMs } = {}) =>
      sweepDataset(store, { keepVersions, graceMs, time: now().getTime() }),
  };
}

const commitOptionNames = ["loadId", "watermark", "sources", "schemaChange", "marks", "keep", "skipUnchanged"];

const planAppend: PlanChange = async (parent, added) => ({
  files: [...(parent?.files ?? []), ...added],
  rewritten: [],
  added,
});

function planOverwrite(partitionBy: readonly string[]): PlanChange {
  return async (parent, added) => {
    const replaced = new Set(added.map(({ partition }) => toPartitionName(partition)));
    const stays = (file: ManifestFile): boolean =>
      partitionBy.length > 0 && !replaced.has(toPartitionName(file.partition));
    return { files: [...(parent?.files ?? []).filter(stays), ...added], rewritten: [], added };
  };
}

function planUpsert(store: Store, schema: TableSchema, untouched: ReadonlySet<string>): PlanChange {
  return async (parent, added, newRows, layout) => {
    if (newRows.height === 0) return { files: parent?.files ?? [], rewritten: [], added };
    const key = [...schema.key];
    const keys = newRows.select(...key);
    const files: ManifestFile[] = [];
    const rewritten: ManifestFile[] = [];
    for (const file of parent?.files ?? []) {
      if (untouched.has(file.key)) {
        files.push(file);
        continue;
      }
      const before = await readPart(store, file, schema, layout.caller);
      const rest = before.join(keys, { on: key, how: "anti" });
      if (rest.height === before.height) files.push(file);
      else if (rest.height > 0) rewritten.push(...(await writeParts(store, rest, layout)));
    }
    return { files: [...files, ...rewritten, ...added], rewritten, added };
  };
}

/** The rows in the types of the schema, after a check that their keys are complete and distinct. */
function checkKeys(frame: DataFrame, schema: TableSchema, name: string): DataFrame {
  if (schema.key.length === 0) throw new ArgumentError(`upsert: schema "${schema.name}" has no key; give it one`);
  const rows = validateFrame(frame, schema, { uri: `the rows for ${name}` });
  const repeated = countDuplicateRows(rows, schema.key);
  if (repeated > 0) {
    throw new ArgumentError(
      `upsert: ${repeated} rows for ${name} repeat the key ${schema.key.join(", ")}; pass each key once`,
    );
  }
  const missing = schema.key.find((name) => rows.getColumn(name).nullCount() > 0);
  if (missing !== undefined) throw new ArgumentError(`upsert: key column "${missing}" has missing cells; fill them`);
  return rows;
}
