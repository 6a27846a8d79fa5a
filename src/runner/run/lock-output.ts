import { readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { contentHash } from "../../core/content-hash.js";
import { CuadernoError, FailedError } from "../../core/errors.js";
import { acquireProcessLock, type ProcessLock } from "../../files/process-lock.js";
import { temporaryPrefix } from "../../files/temporary-prefix.js";
import { isUri } from "./is-uri.js";

/**
 * Locks a local output for one run. Another run on this machine fails while the process lives; the lock of a killed
 * process is broken and its unfinished write next to the output is removed. Runs of other machines into a shared folder
 * are not seen.
 *
 * @throws FailedError when another run is writing the output.
 */
export async function lockOutput(output: string): Promise<ProcessLock> {
  const unlocked: ProcessLock = { deadOwner: undefined, release: () => undefined };
  if (output === "-" || isUri(output)) return unlocked;
  const path = toRealPath(output);
  const file = join(tmpdir(), `cuaderno-output-${contentHash(path).slice(0, 24)}.lock`);
  const toError = (owner: string): Error =>
    new FailedError(
      `runNotebook: ${output} is being written by another run (${owner}); wait for it, or choose another output`,
    );
  try {
    const lock = await acquireProcessLock(file, { waitMs: 0, toError });
    if (lock.deadOwner !== undefined) removeUnfinished(dirname(path), lock.deadOwner);
    return lock;
  } catch (thrown) {
    if (thrown instanceof CuadernoError) throw thrown;
    return unlocked; // the temporary folder cannot be written
  }
}

function removeUnfinished(folder: string, pid: number): void {
  try {
    for (const name of readdirSync(folder)) {
      if (name.startsWith(`${temporaryPrefix}${pid}-`)) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // The folder does not exist yet, or belongs to another user.
  }
}

/** The real path, so that two paths to one file share a lock. */
function toRealPath(output: string): string {
  const path = resolve(output);
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}
