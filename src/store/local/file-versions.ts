import { createHash } from "node:crypto";
import { type BigIntStats, createReadStream } from "node:fs";

/**
 * A function that returns the SHA-256 of a file and reads it again only when its inode, size or modification time
 * differ.
 */
export function fileVersions(): (path: string, stats: BigIntStats) => Promise<string> {
  const known = new Map<string, { readonly state: string; readonly version: string }>();
  return async (path, { ino, size, mtimeNs, ctimeNs }) => {
    const state = `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
    const before = known.get(path);
    if (before?.state === state) return before.version;
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
    const version = hash.digest("hex");
    known.set(path, { state, version });
    return version;
  };
}
