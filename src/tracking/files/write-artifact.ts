import { mkdirSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { ArgumentError } from "../../core/errors.js";
import { errorCode } from "../../files/file-system-error.js";
import { replaceFileSync } from "../../files/replace-file-sync.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Puts a file among a run's artifacts, at once or not at all. */
export function writeArtifact(
  folder: TrackerFolder,
  runPath: string,
  artifact: string,
  content: string | Uint8Array,
): void {
  const artifacts = join(runPath, "artifacts");
  const file = join(artifacts, artifact);
  mkdirSync(artifacts, { recursive: true });
  refuseWayOut(artifacts, dirname(file), artifact, "logArtifact");
  try {
    mkdirSync(dirname(file), { recursive: true });
    replaceFileSync(file, content, { temporary: join(runPath, `.${folder.newId()}.tmp`) });
  } catch (thrown) {
    if (!["ENOTDIR", "EISDIR", "EEXIST"].includes(errorCode(thrown) ?? "")) throw thrown;
    throw new ArgumentError(
      `logArtifact: "${artifact}" cannot be kept: a file and a folder of the same name would stand beside each other; choose another path`,
      { cause: thrown },
    );
  }
}

/** A link inside the artifacts may point elsewhere; nothing is read or written through it. */
export function refuseWayOut(artifacts: string, target: string, artifact: string, caller: string): void {
  const home = realpathSync(artifacts);
  let nearest = target;
  for (;;) {
    try {
      nearest = realpathSync(nearest);
      break;
    } catch (thrown) {
      if (errorCode(thrown) !== "ENOENT") return;
      nearest = dirname(nearest);
    }
  }
  if (nearest === home || nearest.startsWith(home + sep)) return;
  throw new ArgumentError(
    `${caller}: artifact path "${artifact}" leads out of the run through a link to ${nearest}; remove the link`,
  );
}
