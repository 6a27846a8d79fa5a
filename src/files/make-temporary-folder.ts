import { mkdtempSync } from "node:fs";
import { dirname } from "node:path";
import { EnvironmentError } from "../core/errors.js";

/**
 * A new folder, accessible to this user only, whose path starts with `prefix`; `caller` is the function that the user
 * called.
 *
 * @throws EnvironmentError when the parent folder cannot be written.
 */
export function makeTemporaryFolder(prefix: string, caller: string): string {
  try {
    return mkdtempSync(prefix);
  } catch (cause) {
    const { code = "unknown" } = cause as NodeJS.ErrnoException;
    throw new EnvironmentError(
      `${caller}: cannot create a folder in ${dirname(prefix)} (${code}); set TMPDIR to a writable folder with free space`,
      { cause },
    );
  }
}
