import { checkKnownValue } from "../../core/check-known-value.js";
import { NotFoundError } from "../../core/errors.js";
import { type DataSource, pullData } from "../../sources/pull/pull-data.js";
import { type DataOrigin, readDataOrigin } from "../../sources/pull/read-data-origin.js";
import { readSampleOrigin } from "../../sources/pull/read-sample-origin.js";
import { prefixStore } from "../../store/prefix-store.js";
import type { Store } from "../../store/store.js";
import { openStore } from "../stores/open-store.js";

/** Where the data of a source is looked for. */
export interface SourceDataOptions {
  /** The folder that holds `raw/` and `sample/`: a path or URI, usually `data/<source>`. */
  readonly folder: string;
  /** A folder or URI with a folder per source in it. @default none */
  readonly mirror?: string | undefined;
  /** Called with a line per step. */
  readonly log?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How to pull: from this one and no other, and how many files at a time. */
export interface PullSourceOptions extends SourceDataOptions {
  readonly from?: DataOrigin["from"] | undefined;
  readonly concurrency?: number | undefined;
}

/** Pulls the files of a source into its folder and returns where they are from. */
export async function pullSourceData(source: DataSource, options: PullSourceOptions): Promise<DataOrigin> {
  const { folder, mirror, log, signal, from, concurrency } = options;
  return await pullData(source, {
    raw: await openFolder(folder, "raw"),
    sample: await openFolder(folder, "sample"),
    from,
    concurrency,
    mirror: mirror ? { store: await openFolder(mirror), key: "" } : undefined,
    log,
    signal,
  });
}

/** Where the files in a source's folder are from: the real ones, else the sample; undefined when there are none. */
export async function sourceDataStatus(source: DataSource, folder: string): Promise<DataOrigin | undefined> {
  const real = await readDataOrigin(await openFolder(folder, "raw"), source);
  return real ?? readSampleOrigin(await openFolder(folder, "sample"), source);
}

/**
 * The data in a source's folder; where there is none it is pulled: from the mirror, the publisher (one short try) or
 * the sample. `data` insists on one kind.
 * @throws NotFoundError when real data is required and cannot be had
 */
export async function ensureSourceData(
  source: DataSource,
  { data = "auto", ...options }: SourceDataOptions & { readonly data?: string | undefined },
): Promise<DataOrigin> {
  checkKnownValue("pullFiles", "data", data, ["auto", "real", "sample"]);
  if (data === "sample") {
    const sample = await readSampleOrigin(await openFolder(options.folder, "sample"), source);
    return sample ?? pullSourceData(source, { ...options, from: "sample" });
  }
  const real = await readDataOrigin(await openFolder(options.folder, "raw"), source);
  if (real !== undefined) return real;
  if (data === "auto") return pullSourceData(source, options);
  const pulled = await pullSourceData(source, { ...options, from: options.mirror ? "mirror" : "publisher" });
  if (pulled.data === "real") return pulled;
  throw new NotFoundError(
    `pullFiles: no real data for ${source.name}; set CUADERNO_DATA_MIRROR to a folder that has it, or use data "sample"`,
  );
}

async function openFolder(uri: string, name = ""): Promise<Store> {
  const { store, key } = await openStore(uri.endsWith("/") ? uri : `${uri}/`);
  return prefixStore(prefixStore(store, key), name);
}
