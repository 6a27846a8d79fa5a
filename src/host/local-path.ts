import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The path of a local file; undefined for what lies elsewhere. */
export function localPath(place: string): string | undefined {
  if (/^file:/i.test(place)) return fileURLToPath(place);
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(place) ? undefined : resolve(place);
}
