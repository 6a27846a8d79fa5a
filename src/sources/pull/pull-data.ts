import { contentHash } from "../../core/content-hash.js";
import { errorMessage } from "../../core/error-message.js";
import { ArgumentError, EnvironmentError, FormatError, InterruptedError, NotFoundError } from "../../core/errors.js";
import type { Store } from "../../store/store.js";
import type { DataTable } from "./load-data-table.js";
import {
  type DataFiles,
  type DataOrigin,
  type FileStatus,
  missingFiles,
  originKey,
  type PulledFile,
  readKnownFiles,
  sampleLabel,
} from "./read-data-origin.js";

/** Files of a project: from a mirror (any store), from the publisher, or the project's synthetic sample. */
export interface DataSource extends DataFiles {
  /** Name of the project, and of its folder in a mirror. */
  readonly name: string;
  /** Tables made of the files and stored as datasets with versions. */
  readonly tables?: readonly DataTable[] | undefined;
  readonly publisher: {
    readonly name: string;
    /** The files by name; those that are not returned stay as they are. */
    readonly fetch: (options: FetchOptions) => Promise<ReadonlyMap<string, Uint8Array | FileOutcome>>;
  };
  /** The files of the sample. */
  readonly sample: () => ReadonlyMap<string, Uint8Array>;
}

/** Settings for the publisher's `fetch`. */
export interface FetchOptions {
  /** Called with a line per step. */
  readonly log: (line: string) => void;
  /** One short attempt, when the sample is enough. */
  readonly quick: boolean;
  /** Unchanged files of earlier pulls from the publisher, by name: they need not be sent again. */
  readonly known: ReadonlyMap<string, PulledFile>;
  /** Number of concurrent files, when the user chose it. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Result of one file. A failed one does not stop the others, and its earlier copy stays. */
export type FileOutcome =
  | { readonly state: "loaded"; readonly bytes: Uint8Array; readonly mark?: string | undefined }
  | { readonly state: "unchanged" }
  | { readonly state: "failed"; readonly reason: string };

/** Origin and target of a pull. */
export interface PullOptions {
  /** Only this origin. @default the mirror if there is one, else the publisher, else the sample */
  readonly from?: "mirror" | "publisher" | "sample" | undefined;
  /** Store and folder of the mirror. */
  readonly mirror?: { readonly store: Store; readonly key: string } | undefined;
  /** Store for real files. */
  readonly raw: Store;
  /** Store for the sample. */
  readonly sample: Store;
  /** Number of concurrent files. @default the project's choice */
  readonly concurrency?: number | undefined;
  /** Called with a line per step. */
  readonly log?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Pulls a project's files and returns their origin. A file is replaced only when its bytes differ, so that its version
 * changes only when its content does.
 *
 * @throws ArgumentError for `from: "mirror"` without a mirror, NotFoundError for a mirror without files of the project.
 * @example await pullData(trafficSource(), { raw: localStore("data/traffic/raw"), sample: localStore("data/traffic/sample") })
 */
export async function pullData(source: DataSource, options: PullOptions): Promise<DataOrigin> {
  const { from, mirror, sample } = options;
  if (from === "sample") return putFiles(source.sample(), sample, toOrigin("sample", "seeded generator"));
  if (from === "mirror" || (from === undefined && mirror !== undefined)) {
    if (mirror !== undefined) return pullFromMirror(source, mirror, options);
    throw new ArgumentError(
      `pullData: no mirror for ${source.name}; set CUADERNO_DATA_MIRROR to a folder or s3:// URI with a folder ${source.name}/`,
    );
  }
  try {
    return await pullFromPublisher(source, options);
  } catch (thrown) {
    if (from === "publisher" || thrown instanceof InterruptedError || thrown instanceof FormatError) throw thrown;
    options.log?.(`cannot pull from ${source.publisher.name} (${errorMessage(thrown)}); using the synthetic sample`);
    return putFiles(source.sample(), sample, toOrigin("sample", "seeded generator"));
  }
}

async function pullFromPublisher(
  source: DataSource,
  { from, raw, concurrency, log = () => undefined, signal }: PullOptions,
): Promise<DataOrigin> {
  const known = await readKnownFiles(raw, source);
  const files = await source.publisher.fetch({
    ...{ log, quick: from === undefined, known },
    concurrency,
    signal,
  });
  const reasons = [...files].flatMap(([name, file]) =>
    file instanceof Uint8Array || file.state !== "failed" ? [] : [`${name}: ${file.reason}`],
  );
  if (reasons.length > 0 && reasons.length === files.size) throw new EnvironmentError(reasons[0] ?? "");
  const origin = await putFiles(files, raw, toOrigin("publisher", source.publisher.name), known);
  const missing = missingFiles(source, origin.files);
  if (missing.length === 0 || from === "publisher") return origin;
  throw new EnvironmentError(`${missing.join(", ")} missing: ${reasons.join("; ")}`);
}

async function pullFromMirror(
  source: DataSource,
  mirror: { readonly store: Store; readonly key: string },
  { raw, log }: PullOptions,
): Promise<DataOrigin> {
  const folder = mirror.key === "" ? `${source.name}/` : `${mirror.key.replace(/\/$/, "")}/${source.name}/`;
  const files = new Map<string, Uint8Array>();
  for await (const { key } of mirror.store.list(folder)) {
    const name = key.slice(folder.length);
    if (!source.files.test(name)) continue;
    files.set(name, await mirror.store.read(key));
    log?.(`${name} from the mirror`);
  }
  if (files.size === 0) {
    throw new NotFoundError(
      `pullData: no files of ${source.name} in ${folder} of the mirror ${mirror.store.name}; add them or unset CUADERNO_DATA_MIRROR`,
    );
  }
  return putFiles(files, raw, toOrigin("mirror", mirror.store.name));
}

/** Writes what has changed, and the origin of all files. */
async function putFiles(
  files: ReadonlyMap<string, Uint8Array | FileOutcome>,
  store: Store,
  origin: Omit<DataOrigin, "files">,
  known: ReadonlyMap<string, PulledFile> = new Map(),
): Promise<DataOrigin> {
  const present = new Map(known);
  const pulled: FileStatus[] = [];
  for (const [name, file] of files) {
    const outcome: FileOutcome = file instanceof Uint8Array ? { state: "loaded", bytes: file } : file;
    if (outcome.state !== "loaded") {
      pulled.push({ name, ...outcome });
      continue;
    }
    const { bytes, mark } = outcome;
    const isWritten = await writeIfChanged(store, name, bytes);
    pulled.push({ name, state: isWritten ? "loaded" : "unchanged" });
    present.set(name, { name, size: bytes.length, sha256: contentHash(bytes), mark });
  }
  const complete: DataOrigin = { ...origin, files: [...present.values()] };
  const text = `${JSON.stringify(complete, null, 2)}\n`;
  if (origin.from !== "sample") await writeIfChanged(store, originKey, new TextEncoder().encode(text));
  return { ...complete, pulled };
}

/** Whether the bytes differed and were written. */
async function writeIfChanged(store: Store, key: string, bytes: Uint8Array): Promise<boolean> {
  const known = await store.stat(key);
  if (known?.size === bytes.length && contentHash(await store.read(key)) === contentHash(bytes)) return false;
  await store.write(key, bytes);
  return true;
}

function toOrigin(from: DataOrigin["from"], address: string): Omit<DataOrigin, "files"> {
  if (from === "sample") return { data: "sample", from, label: sampleLabel, address };
  return { data: "real", from, label: `real, from the ${from}`, address };
}
