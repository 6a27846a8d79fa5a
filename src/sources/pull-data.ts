import { contentHash } from "../core/content-hash.js";
import { errorMessage } from "../core/error-message.js";
import { ArgumentError, FormatError, InterruptedError, NotFoundError } from "../core/errors.js";
import type { Store } from "../store/store.js";

/** Where a project's tables come from: a mirror (any store), the publisher, or the project's own made-up sample. */
export interface DataSource {
  /** The project, and the subfolder of a mirror. */
  readonly name: string;
  /** Which file names of a mirror belong to it. */
  readonly files: RegExp;
  /** What the publisher is called, and how to get its files; `notice` says how far it is. */
  readonly publisher: {
    readonly name: string;
    readonly fetch: (options: FetchOptions) => Promise<ReadonlyMap<string, Uint8Array>>;
  };
  /** The files of the sample. */
  readonly sample: () => ReadonlyMap<string, Uint8Array>;
}

/** How the publisher is asked. */
export interface FetchOptions {
  /** Called with a line per step. */
  readonly notice: (line: string) => void;
  /** One short try, for when the sample would do as well. */
  readonly quick: boolean;
  readonly signal?: AbortSignal;
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
}

/** One file that was pulled. */
export interface PulledFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
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
  /** Called with a line per step. */
  readonly notice?: (line: string) => void;
  readonly signal?: AbortSignal;
}

const originKey = "origin.json";

/**
 * Puts a project's files in place and says where they are from.
 *
 * A file is replaced only when its bytes differ, so that its version changes only when its content does.
 */
export async function pullData(source: DataSource, options: PullOptions): Promise<DataOrigin> {
  const { from, mirror, notice = () => undefined, signal } = options;
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
    const files = await source.publisher.fetch({
      notice,
      quick: from === undefined,
      ...(signal === undefined ? {} : { signal }),
    });
    return await place(files, options.raw, originOf("publisher", source.publisher.name));
  } catch (thrown) {
    if (from === "publisher" || thrown instanceof InterruptedError || thrown instanceof FormatError) throw thrown;
    notice(`${source.publisher.name} cannot be reached (${errorMessage(thrown)}); using the made-up sample`);
    return fromSample(source, options);
  }
}

/** What is in place in a folder, or undefined when nothing is. Files put there by hand count as real. */
export async function dataOrigin(store: Store, source: DataSource): Promise<DataOrigin | undefined> {
  const files: PulledFile[] = [];
  for await (const { key, size } of store.list("")) {
    if (!source.files.test(key)) continue;
    files.push({ name: key, size, sha256: contentHash(await store.read(key)) });
  }
  if (files.length === 0) return undefined;
  if ((await store.stat(originKey)) === undefined)
    return { ...originOf("mirror", store.name), label: "real, put there by hand", files };
  const known = JSON.parse(new TextDecoder().decode(await store.read(originKey))) as DataOrigin;
  return { ...known, files };
}

async function fromMirror(
  source: DataSource,
  mirror: { readonly store: Store; readonly key: string },
  { raw, notice = () => undefined }: PullOptions,
): Promise<DataOrigin> {
  const folder = mirror.key === "" ? `${source.name}/` : `${mirror.key.replace(/\/$/, "")}/${source.name}/`;
  const files = new Map<string, Uint8Array>();
  for await (const { key } of mirror.store.list(folder)) {
    const name = key.slice(folder.length);
    if (!source.files.test(name)) continue;
    files.set(name, await mirror.store.read(key));
    notice(`${name} from the mirror`);
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
  files: ReadonlyMap<string, Uint8Array>,
  store: Store,
  origin: Omit<DataOrigin, "files">,
): Promise<DataOrigin> {
  const placed: PulledFile[] = [];
  for (const [name, bytes] of files) {
    placed.push({ name, size: bytes.length, sha256: contentHash(bytes) });
    await writeWhenDifferent(store, name, bytes);
  }
  const complete: DataOrigin = { ...origin, files: placed };
  const text = `${JSON.stringify(complete, null, 2)}\n`;
  if (origin.from !== "sample") await writeWhenDifferent(store, originKey, new TextEncoder().encode(text));
  return complete;
}

async function writeWhenDifferent(store: Store, key: string, bytes: Uint8Array): Promise<void> {
  const known = await store.stat(key);
  if (known?.size === bytes.length && contentHash(await store.read(key)) === contentHash(bytes)) return;
  await store.write(key, bytes);
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
