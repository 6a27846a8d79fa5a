import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { NotFoundError } from "../core/errors.js";

/**
 * SHA-256 of a file as 64 hexadecimal digits, read as a stream, for `logInput`.
 *
 * @throws NotFoundError when the file cannot be read.
 * @example run.logInput({ name: "sales", digest: (await hashFile("data/sales.csv")).slice(0, 36) });
 */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  } catch (cause) {
    throw new NotFoundError(
      `hashFile: cannot read ${path}: ${(cause as Error).message}; check the path and its permissions`,
      { cause },
    );
  }
  return hash.digest("hex");
}
