import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ArgumentError } from "../../core/errors.js";
import { errorCode } from "../../files/file-system-error.js";
import { replaceFileSync } from "../../files/replace-file-sync.js";
import { checkRunPath } from "./check-run-path.js";
import { linkKnownArtifact, minSharedBytes, rememberArtifact } from "./known-artifacts.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Writes an artifact of a run atomically. */
export function writeArtifact(
  folder: TrackerFolder,
  runPath: string,
  artifact: string,
  content: string | Uint8Array,
): void {
  const artifacts = join(runPath, "artifacts");
  const file = join(artifacts, artifact);
  mkdirSync(artifacts, { recursive: true });
  checkRunPath(runPath, dirname(file), artifact, "logArtifact");
  try {
    mkdirSync(dirname(file), { recursive: true });
    const temporary = join(runPath, `.${folder.newId()}.tmp`);
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    if (bytes.length >= minSharedBytes && linkKnownArtifact(folder, bytes, temporary)) {
      renameSync(temporary, file);
      // Renaming one name of a file to another name of it does nothing.
      rmSync(temporary, { force: true });
    } else {
      replaceFileSync(file, bytes, { temporary, flush: true });
      if (bytes.length >= minSharedBytes) rememberArtifact(folder, bytes, file);
    }
  } catch (thrown) {
    if (!["ENOTDIR", "EISDIR", "EEXIST"].includes(errorCode(thrown) ?? "")) throw thrown;
    throw new ArgumentError(
      `logArtifact: cannot store "${artifact}": a file and a folder would have the same name; choose another path`,
      { cause: thrown },
    );
  }
}
