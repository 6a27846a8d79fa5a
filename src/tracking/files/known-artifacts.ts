import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  createReadStream,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import type { TrackerFolder } from "./tracker-folder.js";

/** Smaller files fill one block of the disk anyway. */
export const minSharedBytes = 4_096;

/** Paths of artifacts by the hash of their content, of each index file that this process has read. */
const loaded = new Map<string, Map<string, string>>();

/**
 * Makes `path` another name (hard link) of an artifact with the same bytes, so that equal artifacts are stored once;
 * false when none is known. Each name is a plain file; it is made read-only, so that a tool that overwrites files fails
 * instead of changing the artifacts of other runs.
 */
export function linkKnownArtifact(folder: TrackerFolder, bytes: Uint8Array, path: string): boolean {
  const known = knownArtifacts(folder)?.get(toHash(bytes));
  if (known === undefined) return false;
  const source = join(folder.root, known);
  try {
    if (statSync(source).size !== bytes.length || !readFileSync(source).equals(bytes)) return false;
    linkSync(source, path);
    chmodSync(path, 0o444);
    return true;
  } catch {
    return false;
  }
}

/**
 * Replaces a file that has arrived in full by another name of an artifact with the same hash, if one is known; the
 * bytes of that artifact are hashed again, as it may have been changed.
 */
export async function shareFile(folder: TrackerFolder, file: string, hash: string): Promise<void> {
  const known = knownArtifacts(folder)?.get(hash);
  if (known === undefined) return;
  const [source, link] = [join(folder.root, known), `${file}.link`];
  try {
    const content = createHash("sha256");
    for await (const chunk of createReadStream(source)) content.update(chunk as Uint8Array);
    if (content.digest("hex") !== hash) return;
    linkSync(source, link);
    chmodSync(link, 0o444);
    renameSync(link, file);
  } catch {
    rmSync(link, { force: true });
  }
}

/** Notes an artifact that was written. The index only saves space: it can be deleted, and errors are ignored. */
export function rememberArtifact(folder: TrackerFolder, bytes: Uint8Array, path: string): void {
  if (folder.artifactIndex !== undefined) rememberHash(folder, toHash(bytes), path);
}

/** Notes an artifact by the SHA-256 of its content. */
export function rememberHash(folder: TrackerFolder, hash: string, path: string): void {
  const known = knownArtifacts(folder);
  if (known === undefined || folder.artifactIndex === undefined) return;
  known.set(hash, relative(folder.root, path));
  try {
    mkdirSync(dirname(folder.artifactIndex), { recursive: true });
    appendFileSync(folder.artifactIndex, `${hash} ${JSON.stringify(known.get(hash))}\n`);
  } catch {
    return;
  }
}

function knownArtifacts({ artifactIndex }: TrackerFolder): Map<string, string> | undefined {
  if (artifactIndex === undefined) return undefined;
  let known = loaded.get(artifactIndex);
  if (known === undefined) {
    known = readIndex(artifactIndex);
    loaded.set(artifactIndex, known);
  }
  return known;
}

function readIndex(file: string): Map<string, string> {
  const known = new Map<string, string>();
  try {
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const [, hash, path] = /^([0-9a-f]{64}) (".*")$/.exec(line) ?? [];
      if (hash !== undefined && path !== undefined) known.set(hash, String(JSON.parse(path)));
    }
  } catch {
    return known;
  }
  return known;
}

function toHash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
