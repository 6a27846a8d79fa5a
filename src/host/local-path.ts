import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The path of a local path or `file:` URL; undefined for other URIs.
 *
 * @example localPath("s3://bucket/a.csv") // undefined
 */
export function localPath(uri: string): string | undefined {
  if (/^file:/i.test(uri)) return fileURLToPath(uri);
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(uri) ? undefined : resolve(uri);
}
