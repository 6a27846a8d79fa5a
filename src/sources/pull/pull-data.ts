import { contentHash } from "../../core/content-hash.js";
import { errorMessage } from "../../core/error-message.js";
import { ArgumentError, EnvironmentError, FormatError, InterruptedError, NotFoundError } from "../../core/errors.js";
import type { Store } from "../../store/store.js";
import type { DataTable } from "./data-table.js";

/** Where a project's tables come from: a mirror (any store), the publisher, or the project's own made-up sample. */
export interface DataSource {
  /** The project, and the subfolder of a mirror. */
  readonly name: string;
  /** Which file names of a mirror belong to it. */
  readonly files: RegExp;
  /** Files without which the real data are not complete; until all are there, a run takes the sample. Default: any file will do. */
  readonly required?: readonly string[];
  /** Tables that are made of the files and kept as datasets with versions. */
  readonly tables?: readonly DataTable[];
  /** What the publisher is called, and how to get its files; `log` says how far it is. */
  readonly publisher: {
    readonly name: string;
    /** The files by name; those that are not among them stay as they are. */
    readonly fetch: (options: FetchOptions) => Promise<ReadonlyMap<string, Uint8Array | FileOutcome>>;
  };
  /** The files of the sample. */
  readonly sample: () => ReadonlyMap<string, Uint8Array>;
}

/** How the publisher is asked. */
export interface FetchOptions {
  /** Called with a line per step. */
  readonly log: (line: string) => void;
  /** One short try, for when the sample would do as well. */
  readonly quick: boolean;
  /** What earlier pulls from the publisher put in place, by name: what has not changed since need not be sent again. */
  readonly known: ReadonlyMap<string, PulledFile>;
  /** Files at once, when the user says how many; 1 is one after the other. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/** What became of one file. A failed one does not stop the others, and its earlier copy stays. */
export type FileOutcome =
  | { readonly state: "loaded"; readonly bytes: Uint8Array; readonly mark?: string }
  | { readonly state: "unchanged" }
  | { readonly state: "failed"; readonly reason: string };

/** What this pull did to a file. */
export interface FileStatus {
  readonly name: string;
  readonly state: FileOutcome["state"];
  readonly reason?: string;
}

/** Which of the three was used. It stands in `origin.json` beside the files and in every output made from them. */
export interface DataOrigin {
  readonly data: "real" | "sample";
  readonly from: "mirror" | "publisher" | "sample";
  /** In words, for titles: `real, from the publisher`. */
  readonly label: string;
  /** The mirror's address or the publisher's name. */
  readonly address: string;
  readonly files: readonly PulledFile[];
  /** What the pull that gave this did to each file; absent when nothing was pulled. */
  readonly pulled?: readonly FileStatus[];
}

/** One file that was pulled. */
export interface PulledFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  /** The publisher's ETag or date of change. */
  readonly mark?: string;
}

/** How to pull. */
export interface PullOptions {
  /** Take this one and no other. Without it: the mirror if there is one, else the publisher, else the sample. */
  readonly from?: "mirror" | "publisher" | "sample";
  /** Store and folder of the mirror. */
  readonly mirror?: { readonly store: Store; readonly key: string };
  /** Where real files go, and where the sample goes. */
  readonly raw: Store;
  readonly sample: Store;
  /** Files at once; default the project's own choice. */
  readonly concurrency?: number;
  /** Called with a line per step. */
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

const originKey = "origin.json";

/**
 * Puts a project's files in place and says where they are from.
 *
 * A file is replaced only when its bytes differ, so that its version changes only when its content does.
 */
export async function pullData(source: DataSource, options: PullOptions): Promise<DataOrigin> {
  const { from, mirror, log = () => undefined, signal } = options;
  if (from === "mirror" && mirror === undefined) {
    throw new ArgumentError(
      `pullData: no mirror is set for ${source.name}; set CUADERNO_DATA_MIRROR to a folder or an s3:// address that has ${source.name}/ in it`,
    );
  }
  if (from === "mirror" || (from === undefined && mirror !== undefined)) {
    return fromMirror(source, mirror as NonNullable<typeof mirror>, options);
  }
  if (from === "sample") return fromSample(source, options);
  try {
    const known = await knownFiles(options.raw, source);
    const quick = from === undefined;
    const files = await source.publisher.fetch({
      ...{ log, quick, known },
      ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
      ...(signal && { signal }),
    });
    const reasons = [...files].flatMap(([name, file]) =>
      file instanceof Uint8Array || file.state !== "failed" ? [] : [`${name}: ${file.reason}`],
    );
    if (reasons.length > 0 && reasons.length === files.size) throw new EnvironmentError(reasons[0] ?? "");
    const origin = await place(files, options.raw, originOf("publisher", source.publisher.name), known);
    const lacking = lackingFiles(source, origin.files);
    if (lacking.length === 0 || from === "publisher") return origin;
    throw new EnvironmentError(`${lacking.join(", ")} did not come: ${reasons.join("; ")}`);
  } catch (thrown) {
    if (from === "publisher" || thrown instanceof InterruptedError || thrown instanceof FormatError) throw thrown;
    log(`${source.publisher.name} cannot be reached (${errorMessage(thrown)}); using the made-up sample`);
    return fromSample(source, options);
  }
}

/** What is in place in a folder, or undefined when nothing is. Files put there by hand count as real. */
export async function readDataOrigin(store: Store, source: DataSource): Promise<DataOrigin | undefined> {
  const files: PulledFile[] = [];
  for await (const { key, size } of store.list("")) {
    if (!source.files.test(key)) continue;
    files.push({ name: key, size, sha256: contentHash(await store.read(key)) });
  }
  if (files.length === 0 || lackingFiles(source, files).length > 0) return undefined;
  if ((await store.stat(originKey)) === undefined)
    return { ...originOf("mirror", store.name), label: "real, put there by hand", files };
  const known = await readOrigin(store);
  return { ...known, files: files.map((file) => ({ ...file, ...markOf(known, file) })) };
}

/** The files that are required and not among these. */
export function lackingFiles(source: DataSource, files: readonly PulledFile[]): readonly string[] {
  return (source.required ?? []).filter((name) => !files.some((file) => file.name === name));
}

async function readOrigin(store: Store): Promise<DataOrigin> {
  return JSON.parse(new TextDecoder().decode(await store.read(originKey))) as DataOrigin;
}

function markOf(known: DataOrigin, file: PulledFile): { readonly mark?: string } {
  const mark = known.files.find(({ name, sha256 }) => name === file.name && sha256 === file.sha256)?.mark;
  return mark === undefined ? {} : { mark };
}

/** The publisher's files in place whose bytes are still those that it sent. */
async function knownFiles(raw: Store, source: DataSource): Promise<ReadonlyMap<string, PulledFile>> {
  if ((await raw.stat(originKey)) === undefined) return new Map();
  const origin = await readOrigin(raw);
  if (origin.from !== "publisher") return new Map();
  const known = new Map<string, PulledFile>();
  for (const file of origin.files) {
    if (!source.files.test(file.name) || (await raw.stat(file.name)) === undefined) continue;
    if (contentHash(await raw.read(file.name)) === file.sha256) known.set(file.name, file);
  }
  return known;
}

async function fromMirror(
  source: DataSource,
  mirror: { readonly store: Store; readonly key: string },
  { raw, log = () => undefined }: PullOptions,
): Promise<DataOrigin> {
  const folder = mirror.key === "" ? `${source.name}/` : `${mirror.key.replace(/\/$/, "")}/${source.name}/`;
  const files = new Map<string, Uint8Array>();
  for await (const { key } of mirror.store.list(folder)) {
    const name = key.slice(folder.length);
    if (!source.files.test(name)) continue;
    files.set(name, await mirror.store.read(key));
    log(`${name} from the mirror`);
  }
  if (files.size === 0) {
    throw new NotFoundError(
      `pullData: the mirror ${mirror.store.name} has no files for ${source.name} under ${folder}; put them there or unset CUADERNO_DATA_MIRROR`,
    );
  }
  return place(files, raw, originOf("mirror", mirror.store.name));
}

async function fromSample(source: DataSource, { sample }: PullOptions): Promise<DataOrigin> {
  return place(source.sample(), sample, originOf("sample", "seeded generator"));
}

async function place(
  files: ReadonlyMap<string, Uint8Array | FileOutcome>,
  store: Store,
  origin: Omit<DataOrigin, "files">,
  known: ReadonlyMap<string, PulledFile> = new Map(),
): Promise<DataOrigin> {
  const placed = new Map(known);
  const pulled: FileStatus[] = [];
  for (const [name, file] of files) {
    const outcome: FileOutcome = file instanceof Uint8Array ? { state: "loaded", bytes: file } : file;
    const { state } = outcome;
    pulled.push({
      name,
      state: await settled(store, name, outcome),
      ...(state === "failed" && { reason: outcome.reason }),
    });
    if (state !== "loaded") continue;
    const { bytes, mark } = outcome;
    placed.set(name, { name, size: bytes.length, sha256: contentHash(bytes), ...(mark !== undefined && { mark }) });
  }
  const complete: DataOrigin = { ...origin, files: [...placed.values()] };
  const text = `${JSON.stringify(complete, null, 2)}\n`;
  if (origin.from !== "sample") await writeWhenDifferent(store, originKey, new TextEncoder().encode(text));
  return { ...complete, pulled };
}

async function settled(store: Store, name: string, outcome: FileOutcome): Promise<FileOutcome["state"]> {
  if (outcome.state !== "loaded") return outcome.state;
  return (await writeWhenDifferent(store, name, outcome.bytes)) ? "loaded" : "unchanged";
}

/** Whether anything had to be written. */
async function writeWhenDifferent(store: Store, key: string, bytes: Uint8Array): Promise<boolean> {
  const known = await store.stat(key);
  if (known?.size === bytes.length && contentHash(await store.read(key)) === contentHash(bytes)) return false;
  await store.write(key, bytes);
  return true;
}

function originOf(from: DataOrigin["from"], address: string): Omit<DataOrigin, "files"> {
  switch (from) {
    case "mirror":
      return { data: "real", from, label: "real, from the mirror", address };
    case "publisher":
      return { data: "real", from, label: "real, from the publisher", address };
    case "sample":
      return { data: "sample", from, label: "sample, made up", address };
  }
}
