import { createHash } from "node:crypto";
import { appendFileSync, chmodSync, linkSync, mkdirSync, readFileSync, statSync } from "node:fs";
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

/** Notes an artifact that was written. The index only saves space: it can be deleted, and errors are ignored. */
export function rememberArtifact(folder: TrackerFolder, bytes: Uint8Array, path: string): void {
  const known = knownArtifacts(folder);
  if (known === undefined || folder.artifactIndex === undefined) return;
  const hash = toHash(bytes);
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
