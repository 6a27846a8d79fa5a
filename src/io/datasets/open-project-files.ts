import { ArgumentError, NotFoundError } from "../../core/errors.js";
import type { DataSource } from "../../sources/pull/pull-data.js";
import { type DataOrigin, readDataOrigin } from "../../sources/pull/read-data-origin.js";
import { readSampleOrigin } from "../../sources/pull/read-sample-origin.js";
import { prefixStore } from "../../store/prefix-store.js";
import type { Store } from "../../store/store.js";
import { openStore } from "../stores/open-store.js";

/** The files of a project, and where they are from. */
export interface ProjectFiles {
  readonly origin: DataOrigin;
  /** Where the files are. */
  readonly files: Store;
  /** The project's data folder. */
  readonly root: Store;
}

/** Which files of a project. */
export interface ProjectFilesOptions {
  /**
   * `real`: only pulled files; `sample`: only the made-up ones; `auto`: the real ones where they are, else the sample.
   * Default: `auto`.
   */
  readonly data?: string;
  /** Whether real files may also lie in the data folder itself. Default: false. */
  readonly loose?: boolean;
}

/**
 * The files in a project's data folder, which may be a path or an address on a store: the real ones in `raw`, else
 * those in `sample`.
 */
export async function openProjectFiles(
  source: DataSource,
  folder: string,
  { data = "auto", loose = false }: ProjectFilesOptions = {},
): Promise<ProjectFiles> {
  if (data !== "real" && data !== "sample" && data !== "auto") {
    throw new ArgumentError(`openProjectFiles: data must be "real", "sample" or "auto", got ${JSON.stringify(data)}`);
  }
  const { store, key } = await openStore(folder.endsWith("/") ? folder : `${folder}/`);
  const root = prefixStore(store, key);
  const real = [prefixStore(root, "raw"), ...(loose ? [root] : [])];
  for (const files of data === "sample" ? [] : real) {
    const origin = await readDataOrigin(files, source);
    if (origin !== undefined) return { origin, files, root };
  }
  const files = prefixStore(root, "sample");
  const origin = data === "real" ? undefined : await readSampleOrigin(files, source);
  if (origin !== undefined) return { origin, files, root };
  const wanted = `${data === "real" ? "real " : ""}${source.name} files${source.required ? ", or not all of them," : ""}`;
  throw new NotFoundError(`openProjectFiles: no ${wanted} in ${folder}; run "cuaderno data pull ${source.name}"`);
}
