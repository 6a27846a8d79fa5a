import { statSync } from "node:fs";

/** Whether a path is a file; false also for one that this user cannot access. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
