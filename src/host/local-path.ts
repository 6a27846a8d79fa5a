import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The path of a local file; undefined for what lies elsewhere. */
export function localPath(uri: string): string | undefined {
  if (/^file:/i.test(uri)) return fileURLToPath(uri);
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(uri) ? undefined : resolve(uri);
}
