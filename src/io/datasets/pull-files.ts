import type { DataSource } from "../../sources/pull/pull-data.js";
import type { DataOrigin } from "../../sources/pull/read-data-origin.js";
import { ensureSourceData } from "./source-data.js";

/** Where the files of a source are looked for, and which of them are used. */
export interface PullFilesOptions {
  /** The folder that holds `raw/` and `sample/`: a path or a URI such as `s3://bucket/traffic`. */
  readonly folder: string;
  /**
   * `real`: the pulled files, pulled now when there are none; `sample`: the small synthetic ones; `auto`: the real ones
   * where they are or can be had, else the sample.
   * @default "auto"
   */
  readonly data?: string | undefined;
  /** A folder or URI with a folder per source in it, tried before the publisher. @default CUADERNO_DATA_MIRROR */
  readonly mirror?: string | undefined;
  /** Called with a line per step. @default nothing */
  readonly log?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The files of a source, ready to read. */
export interface PulledFiles {
  readonly data: "real" | "sample";
  /** Where they are from, in words, for titles: `real, from the publisher`. */
  readonly label: string;
  /** For the source line of a figure: the publisher, or that the data is a synthetic sample. */
  readonly credit: string;
  /** Paths or URIs of the files, in name order. */
  readonly paths: readonly string[];
  /** The path or URI of a file name. */
  readonly path: (name: string) => string;
  readonly origin: DataOrigin;
}

/**
 * The files of a source, pulled where they are missing: from a mirror, else from the publisher, else the synthetic
 * sample.
 * @throws NotFoundError when real data is required and cannot be had
 * @example const files = await pullFiles(source, { folder: "data/traffic", data: "auto" }); // files.paths, files.data
 */
export async function pullFiles(source: DataSource, options: PullFilesOptions): Promise<PulledFiles> {
  const { folder, data, mirror = process.env.CUADERNO_DATA_MIRROR, log, signal } = options;
  const origin = await ensureSourceData(source, { folder, data, mirror: mirror || undefined, log, signal });
  const root = `${folder.replace(/\/$/, "")}/${origin.data === "real" ? "raw" : "sample"}`;
  const path = (name: string): string => `${root}/${name}`;
  return {
    data: origin.data,
    label: origin.label,
    credit:
      origin.data === "sample" ? `synthetic sample in the form of ${source.publisher.name}` : source.publisher.name,
    paths: origin.files.map(({ name }) => path(name)).sort(),
    path,
    origin,
  };
}
