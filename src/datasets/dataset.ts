import type { DataFrame } from "nodejs-polars";
import { ArgumentError, FailedError, NotFoundError } from "../core/errors.js";
import type { Store } from "../store/store.js";
import { countDuplicateRows } from "../table/duplicate-rows.js";
import { emptyFrame } from "../table/empty-frame.js";
import { loadPolars } from "../table/load-polars.js";
import type { TableSchema } from "../table/schema/schema.js";
import { validateFrame } from "../table/schema/validate-frame.js";
import { type Change, changedRows, isSameVersion, keptFiles, partitionName } from "./dataset-change.js";
import { type PartNames, readPart, writeParts } from "./dataset-parts.js";
import { checkPartitions } from "./hive-folder.js";
import {
  holdsManifest,
  type Manifest,
  type ManifestFile,
  manifestKey,
  manifestNumbers,
  manifestSchema,
  readManifest,
} from "./manifest.js";
import { mergedParts } from "./merged-parts.js";
import { refuseOther } from "./refuse-other.js";
import { sweepDataset } from "./sweep-dataset.js";

/** What a dataset is made of. */
export interface DatasetOptions extends PartNames {
  /** Columns whose values name the folders of the parts; default none. */
  readonly partitionBy?: readonly string[];
  /** Most rows of one part; default 1,000,000. */
  readonly rowsPerFile?: number;
}

/** What a commit says beside its rows. */
export interface CommitOptions {
  /** Names the load: when the dataset has it already, nothing is done. */
  readonly loadId?: string;
  /** How far the source has been read. */
  readonly watermark?: string;
  /** Where the rows are from. */
  readonly sources?: readonly string[];
  /** Columns other than the dataset has: "refuse" (default) or "allow". */
  readonly schemaChange?: "refuse" | "allow";
  /** How far each piece of a source has been read (its ETag, hash or date), by name; those not named are kept from the parent. */
  readonly marks?: Readonly<Record<string, string>>;
  /** Partitions for which it is false leave the dataset in the same version: a window that moves. Default: all stay. */
  readonly keep?: (partition: ManifestFile["partition"]) => boolean;
  /** Makes no version when the rows are as they were and no mark is the first of its name; default false. */
  readonly skipUnchanged?: boolean;
}

/** A version: its number, or an ISO time, which means the last version made until then. */
export type DatasetVersion = number | string;

/** A table that grows, with every version of it. */
export interface Dataset {
  readonly name: string;
  /** The manifest of the current or another version; undefined when there is no version yet. */
  manifest(at?: DatasetVersion): Promise<Manifest | undefined>;
  /** The rows of the current or another version; `where` keeps the partitions with these values. */
  read(options?: {
    readonly at?: DatasetVersion;
    readonly where?: Readonly<Record<string, string>>;
  }): Promise<DataFrame>;
  /** Adds rows. */
  append(frame: DataFrame, options?: CommitOptions): Promise<Manifest>;
  /** Replaces the partitions that the rows lie in; everything when the dataset has no partitions. */
  overwrite(frame: DataFrame, options?: CommitOptions): Promise<Manifest>;
  /** Adds rows; those with the key of a row that is there replace it. */
  upsert(frame: DataFrame, options?: CommitOptions): Promise<Manifest>;
  /** Puts parts that are less than half full together, partition by partition, in a new version of the same rows; old versions stay readable. */
  compact(): Promise<Manifest>;
  /** Removes all versions but the last `keepVersions` (default all are kept), then parts of no version, the young ones spared; the removed keys. */
  sweep(options?: { readonly keepVersions?: number; readonly graceMs?: number }): Promise<readonly string[]>;
}

const dayMs = 86_400_000;
const attempts = 100;

/**
 * A dataset in a store: immutable Parquet parts, and numbered manifests that are created only where none is. A writer's parts are seen
 * from the moment its manifest is there, all at once; of two writers who make the same version one does it again upon the other's.
 */
export function dataset(store: Store, schema: TableSchema, options: DatasetOptions): Dataset {
  const { rowsPerFile = 1_000_000, now, newId } = options;
  const partitionBy = checkPartitions(options.partitionBy ?? [], schema);
  const layout = { partitionBy, rowsPerFile, now, newId };

  const manifest = async (at?: DatasetVersion): Promise<Manifest | undefined> => {
    const numbers = await manifestNumbers(store);
    const last = numbers.at(-1);
    if (at === undefined) return last === undefined ? undefined : readManifest(store, last);
    if (typeof at === "number") {
      if (numbers.includes(at)) return readManifest(store, at);
      const kept = numbers.length > 8 ? `${numbers[0]} to ${last}` : numbers.join(", ") || "none";
      throw new NotFoundError(`dataset: no version ${at} in ${store.name}; there are ${kept}`);
    }
    const time = Date.parse(at);
    if (Number.isNaN(time)) throw new ArgumentError(`dataset: ${at} is no version; name a number or an ISO time`);
    for (const number of [...numbers].reverse()) {
      const found = await readManifest(store, number);
      if (Date.parse(found.createdAt) <= time) return found;
    }
    throw new NotFoundError(`dataset: ${store.name} has no version as old as ${at}`);
  };

  /** Tries to make the next version until nobody else was faster; `change` may write parts upon the version it is given. */
  const commit = async (
    frame: DataFrame,
    operation: Manifest["operation"],
    options: CommitOptions,
    changeOf: (parent: Manifest | undefined, added: readonly ManifestFile[], news: DataFrame) => Promise<Change>,
  ): Promise<Manifest> => {
    const { loadId, watermark, sources = [], schemaChange = "refuse", keep, skipUnchanged = false } = options;
    const rows = validateFrame(frame, schema, { place: `the rows for ${store.name}` });
    const own = manifestSchema(schema);
    let news = rows;
    let added: readonly ManifestFile[] | undefined;
    for (let tries = 0; tries < attempts; tries++) {
      const parent = await manifest();
      if (parent !== undefined && loadId !== undefined && parent.loads.includes(loadId)) return parent;
      if (parent !== undefined) refuseOther(parent, own, partitionBy, schemaChange, store.name);
      if (added === undefined || skipUnchanged) {
        const isMerged = skipUnchanged && operation === "upsert" && parent !== undefined;
        news = isMerged ? await changedRows(store, parent, rows, schema) : rows;
        added = news.height === 0 ? [] : await writeParts(store, news, layout);
      }
      const change = keptFiles(await changeOf(parent, added, news), {
        keep,
        reuse: skipUnchanged ? parent : undefined,
      });
      const { files, written } = change;
      const marks = { ...parent?.marks, ...options.marks };
      for (const file of change.dropped) await store.remove(file.key);
      if (skipUnchanged && parent !== undefined && isSameVersion(parent, { files, hash: own.hash, watermark, marks })) {
        return parent;
      }
      const next: Manifest = {
        format: "cuaderno-dataset/1",
        number: (parent?.number ?? 0) + 1,
        parent: parent?.number ?? null,
        createdAt: new Date(Math.max(now().getTime(), Date.parse(parent?.createdAt ?? "") || 0)).toISOString(),
        operation,
        schema: own,
        partitionBy,
        rows: files.reduce((total, file) => total + file.rows, 0),
        watermark: watermark ?? parent?.watermark ?? null,
        ...(Object.keys(marks).length > 0 && { marks }),
        loads: [...(parent?.loads ?? []), ...(loadId === undefined ? [] : [loadId])],
        sources,
        files,
      };
      const bytes = new TextEncoder().encode(`${JSON.stringify(next, null, 1)}\n`);
      const isMine =
        (await store.create(manifestKey(next.number), bytes)) || (await holdsManifest(store, next.number, bytes));
      if (isMine) return next;
      for (const file of skipUnchanged ? [...written, ...added] : written) await store.remove(file.key);
    }
    throw new FailedError(
      `dataset: ${attempts} other writers were faster in ${store.name}; try again when fewer write to it`,
    );
  };

  const append = async (parent: Manifest | undefined, added: readonly ManifestFile[]): Promise<Change> => ({
    files: [...(parent?.files ?? []), ...added],
    written: [],
    added,
  });
  const overwrite = async (parent: Manifest | undefined, added: readonly ManifestFile[]): Promise<Change> => {
    const replaced = new Set(added.map(({ partition }) => partitionName(partition)));
    const isKept = (file: ManifestFile): boolean =>
      partitionBy.length > 0 && !replaced.has(partitionName(file.partition));
    return { files: [...(parent?.files ?? []).filter(isKept), ...added], written: [], added };
  };
  const upsert = async (
    parent: Manifest | undefined,
    added: readonly ManifestFile[],
    rows: DataFrame,
  ): Promise<Change> => {
    if (rows.height === 0) return { files: parent?.files ?? [], written: [], added };
    const key = [...schema.key];
    const keys = rows.select(...key);
    const files: ManifestFile[] = [];
    const written: ManifestFile[] = [];
    for (const file of parent?.files ?? []) {
      const before = await readPart(store, file, schema);
      const rest = before.join(keys, { on: key, how: "anti" });
      if (rest.height === before.height) files.push(file);
      else if (rest.height > 0) written.push(...(await writeParts(store, rest, layout)));
    }
    return { files: [...files, ...written, ...added], written, added };
  };

  return {
    name: store.name,
    manifest,
    read: async ({ at, where = {} } = {}) => {
      const found = await manifest(at);
      if (found === undefined) throw new NotFoundError(`dataset: ${store.name} has no version yet; append to it first`);
      const unknown = Object.keys(where).find((name) => !found.partitionBy.includes(name));
      if (unknown !== undefined) {
        const known = found.partitionBy.join(", ") || "none";
        throw new ArgumentError(`dataset: "${unknown}" is no partition of ${store.name}; there are ${known}`);
      }
      const wanted = found.files.filter(({ partition }) =>
        Object.entries(where).every(([name, value]) => partition[name] === value),
      );
      const frames: DataFrame[] = [];
      for (const file of wanted) frames.push(await readPart(store, file, schema));
      return frames.length === 0 ? emptyFrame(schema) : loadPolars().concat(frames);
    },
    append: (frame, commitOptions = {}) => commit(frame, "append", commitOptions, append),
    overwrite: (frame, commitOptions = {}) => commit(frame, "overwrite", commitOptions, overwrite),
    compact: async () => {
      if ((await manifest()) === undefined) {
        throw new NotFoundError(`dataset: ${store.name} has no version yet; there is nothing to compact`);
      }
      return commit(emptyFrame(schema), "compact", { skipUnchanged: true }, async (parent) => ({
        ...(await mergedParts(store, parent?.files ?? [], schema, layout)),
        added: [],
      }));
    },
    upsert: async (frame, commitOptions = {}) => {
      if (schema.key.length === 0) {
        throw new ArgumentError(`dataset: upsert needs a key; give the schema "${schema.name}" one`);
      }
      const rows = validateFrame(frame, schema, { place: `the rows for ${store.name}` });
      const repeats = countDuplicateRows(rows, schema.key);
      if (repeats > 0) {
        throw new ArgumentError(
          `dataset: ${repeats} of the rows to upsert into ${store.name} repeat the key ${schema.key.join(", ")}; keep one of each`,
        );
      }
      const missing = schema.key.find((name) => rows.getColumn(name).nullCount() > 0);
      if (missing !== undefined)
        throw new ArgumentError(`dataset: key column "${missing}" has missing cells; a key must be whole`);
      return commit(rows, "upsert", commitOptions, upsert);
    },
    sweep: async ({ keepVersions = Number.POSITIVE_INFINITY, graceMs = dayMs } = {}) =>
      sweepDataset(store, keepVersions, now().getTime() - graceMs),
  };
}
