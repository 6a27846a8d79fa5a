import { contentHash } from "../../core/content-hash.js";
import type { Store } from "../../store/store.js";

/** Which files belong to a source. */
export interface DataFiles {
  /** Names of the files in a mirror that belong to it. */
  readonly files: RegExp;
  /**
   * Files without which the real data are incomplete: a run uses the sample until all exist. @default any file is
   * enough
   */
  readonly required?: readonly string[] | undefined;
}

/** What a pull did to a file. */
export interface FileStatus {
  readonly name: string;
  readonly state: "loaded" | "unchanged" | "failed";
  readonly reason?: string | undefined;
}

/**
 * Origin of a project's files. It is saved as `origin.json` next to them and is part of every output made from them.
 */
export interface DataOrigin {
  readonly data: "real" | "sample";
  readonly from: "mirror" | "publisher" | "sample";
  /** For titles: `real, from the publisher`. */
  readonly label: string;
  /** URI of the mirror, or name of the publisher. */
  readonly address: string;
  readonly files: readonly PulledFile[];
  /** What the pull did to each file; absent when nothing was pulled. */
  readonly pulled?: readonly FileStatus[] | undefined;
}

/** A pulled file. */
export interface PulledFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  /** ETag or modification date from the publisher. */
  readonly mark?: string | undefined;
}

/** Key of the saved origin. */
export const originKey = "origin.json";

/** Label of a sample. */
export const sampleLabel = "sample, synthetic";

/**
 * Origin of the files in a folder, or undefined while a required file is missing. Files without an origin count as
 * real.
 *
 * @example (await readDataOrigin(localStore("data/traffic/raw"), trafficSource()))?.label
 */
export async function readDataOrigin(store: Store, source: DataFiles): Promise<DataOrigin | undefined> {
  const files: PulledFile[] = [];
  for await (const { key, size } of store.list("")) {
    if (!source.files.test(key)) continue;
    files.push({ name: key, size, sha256: contentHash(await store.read(key)) });
  }
  if (files.length === 0 || missingFiles(source, files).length > 0) return undefined;
  const saved = await readSavedOrigin(store);
  if (saved === undefined) {
    return { data: "real", from: "mirror", label: "real, added by hand", address: store.name, files };
  }
  return { ...saved, files: files.map((file) => withMark(file, saved)) };
}

/** Names of the required files that are not among these. */
export function missingFiles(source: DataFiles, files: readonly PulledFile[]): readonly string[] {
  return (source.required ?? []).filter((name) => !files.some((file) => file.name === name));
}

/** Files from the publisher whose bytes are still the same, by name. */
export async function readKnownFiles(store: Store, source: DataFiles): Promise<ReadonlyMap<string, PulledFile>> {
  const origin = await readSavedOrigin(store);
  const known = new Map<string, PulledFile>();
  if (origin?.from !== "publisher") return known;
  for (const file of origin.files) {
    if (!source.files.test(file.name) || (await store.stat(file.name)) === undefined) continue;
    if (contentHash(await store.read(file.name)) === file.sha256) known.set(file.name, file);
  }
  return known;
}

async function readSavedOrigin(store: Store): Promise<DataOrigin | undefined> {
  if ((await store.stat(originKey)) === undefined) return undefined;
  return JSON.parse(new TextDecoder().decode(await store.read(originKey))) as DataOrigin;
}

function withMark(file: PulledFile, saved: DataOrigin): PulledFile {
  const mark = saved.files.find(({ name, sha256 }) => name === file.name && sha256 === file.sha256)?.mark;
  return mark === undefined ? file : { ...file, mark };
}
