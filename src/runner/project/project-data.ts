import { join } from "node:path";
import { ArgumentError, NotFoundError } from "../../core/errors.js";
import { openStore } from "../../io/stores/open-store.js";
import { type DataOrigin, type DataSource, pullData, readDataOrigin } from "../../sources/pull/pull-data.js";
import { readSampleOrigin } from "../../sources/pull/read-sample-origin.js";
import { localStore } from "../../store/local-store.js";
import { prefixStore } from "../../store/prefix-store.js";
import type { Store } from "../../store/store.js";

/** Where a project's data is looked for. */
export interface ProjectDataOptions {
  /** `data/<project>`. */
  readonly folder: string;
  /** A folder or an address on a store, with a folder per project in it. Default: none. */
  readonly mirror?: string | undefined;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Pulls a project's data into its folder, from where `from` says, and tells where it is from. */
export async function pullProjectData(
  source: DataSource,
  {
    folder,
    mirror,
    log,
    signal,
    from,
    concurrency,
  }: ProjectDataOptions & { readonly from?: DataOrigin["from"] | undefined; readonly concurrency?: number | undefined },
): Promise<DataOrigin> {
  return pullData(source, {
    raw: localStore(join(folder, "raw")),
    sample: localStore(join(folder, "sample")),
    ...(from === undefined ? {} : { from }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(mirror ? { mirror: await openFolder(mirror) } : {}),
    ...(log === undefined ? {} : { log }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** What is in place of a project's data: real files, else the sample, else nothing. */
export async function projectDataStatus(source: DataSource, folder: string): Promise<DataOrigin | undefined> {
  const real = await readDataOrigin(localStore(join(folder, "raw")), source);
  return real ?? readSampleOrigin(localStore(join(folder, "sample")), source);
}

/**
 * The data that a run of a project uses: what was pulled before; else pulled now, from the mirror, the publisher (one short try) or
 * the sample. `data` insists on one kind.
 */
export async function ensureProjectData(
  source: DataSource,
  { data = "auto", ...options }: ProjectDataOptions & { readonly data?: "real" | "sample" | "auto" | undefined },
): Promise<DataOrigin> {
  if (data === "sample") {
    const sample = await readSampleOrigin(localStore(join(options.folder, "sample")), source);
    return sample ?? pullProjectData(source, { ...options, from: "sample" });
  }
  const real = await readDataOrigin(localStore(join(options.folder, "raw")), source);
  if (real !== undefined) return real;
  if (data === "auto") return pullProjectData(source, options);
  if (data !== "real") throw new ArgumentError(`data must be "real" or "sample", got ${JSON.stringify(data)}`);
  const pulled = await pullProjectData(source, { ...options, from: options.mirror ? "mirror" : "publisher" });
  if (pulled.data === "real") return pulled;
  throw new NotFoundError(
    `there is no real data for ${source.name}; set CUADERNO_DATA_MIRROR or run without --data real`,
  );
}

async function openFolder(address: string): Promise<{ readonly store: Store; readonly key: string }> {
  const { store, key } = await openStore(address.endsWith("/") ? address : `${address}/`);
  return { store: prefixStore(store, key), key: "" };
}
