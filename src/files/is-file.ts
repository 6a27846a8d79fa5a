import { statSync } from "node:fs";

/** Whether a path names a file; what this user may not look at is none. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
