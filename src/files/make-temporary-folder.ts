import { mkdtempSync } from "node:fs";
import { dirname } from "node:path";
import { EnvironmentError } from "../core/errors.js";

/** A new folder for this user alone whose path begins with `start`; `who` names the caller where none can be made. */
export function makeTemporaryFolder(start: string, who: string): string {
  try {
    return mkdtempSync(start);
  } catch (cause) {
    const { code = "unknown" } = cause as NodeJS.ErrnoException;
    throw new EnvironmentError(
      `${who}: cannot make a folder in ${dirname(start)} (${code}); set TMPDIR to a folder with room that can be written`,
      { cause },
    );
  }
}
