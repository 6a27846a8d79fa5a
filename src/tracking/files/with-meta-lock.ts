import { closeSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../../files/file-system-error.js";

/** A lock that is held for longer was left by a process that was killed. */
const staleMs = 10_000;

const pauseMs = 2;

/**
 * Reads and writes a run's `meta.yaml` while no other process does: otherwise the end of a run and its deletion at the
 * same time could undo each other. It holds for milliseconds.
 */
export function withMetaLock<Result>(runPath: string, work: () => Result): Result {
  const lock = join(runPath, ".meta.lock");
  const start = performance.now();
  while (!create(lock)) {
    if (performance.now() - start > staleMs) rmSync(lock, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function create(lock: string): boolean {
  try {
    closeSync(openSync(lock, "wx"));
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === "EEXIST") return false;
    throw thrown;
  }
}
