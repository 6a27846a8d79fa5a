import { randomUUID } from "node:crypto";
import { closeSync, linkSync, lstatSync, openSync, renameSync, statSync, symlinkSync, unlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { FailedError } from "../core/errors.js";

/**
 * Runs work while this process holds Optuna's lock of a journal file: the symbolic link `{file}.lock`, which works on
 * network file systems too. A lock whose link and file have not changed for `graceMs` was left by a process that died,
 * and is broken.
 *
 * Waiting is asynchronous, the work is synchronous: nothing else runs in this process while it holds the lock.
 */
export async function withOptunaLock<Result>(
  file: string,
  { graceMs }: { readonly graceMs: number },
  work: () => Result,
): Promise<Result> {
  const lock = `${file}.lock`;
  let pauseMs = 1;
  let last: LockState | undefined;
  let quietSince = performance.now();
  for (;;) {
    if (take(file, lock)) {
      try {
        return work();
      } finally {
        release(lock);
      }
    }
    const state = readState(file, lock);
    if (state.file !== last?.file || state.link !== last.link) {
      last = state;
      quietSince = performance.now();
    } else if (performance.now() - quietSince > graceMs) {
      breakLock(lock, state);
      quietSince = performance.now();
      continue;
    }
    await delay(pauseMs * (0.5 + (process.hrtime()[1] % 1_000) / 1_000));
    pauseMs = Math.min(pauseMs * 2, 50);
  }
}

function take(file: string, lock: string): boolean {
  try {
    symlinkSync(file, lock);
    return true;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // On Windows most users cannot create symbolic links; Optuna's other lock is a file of the same name.
    if (code === "EPERM") return takeAsFile(lock);
    throw thrown;
  }
}

function takeAsFile(lock: string): boolean {
  try {
    closeSync(openSync(lock, "wx"));
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw thrown;
  }
}

function release(lock: string): void {
  const aside = `${lock}${randomUUID()}.rename`;
  try {
    renameSync(lock, aside);
    unlinkSync(aside);
  } catch (cause) {
    throw new FailedError(
      `studyJournal: ${lock} was removed while this process held it; use a longer graceMs, or check who removed it`,
      { cause },
    );
  }
}

/**
 * Removes an abandoned lock. Of several waiting processes one succeeds; one that has removed a live lock restores it.
 */
function breakLock(lock: string, state: LockState): void {
  const aside = `${lock}${randomUUID()}.rename`;
  try {
    renameSync(lock, aside);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return;
    throw thrown;
  }
  try {
    if (linkState(aside) !== state.link) linkSync(aside, lock);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
  } finally {
    unlinkSync(aside);
  }
}

/** Changes when the owner of the lock writes the file, and when the lock gets another owner. */
interface LockState {
  readonly file: string;
  readonly link: string;
}

function readState(file: string, lock: string): LockState {
  const target = statSync(file, { throwIfNoEntry: false });
  return { file: `${target?.mtimeMs} ${target?.size}`, link: linkState(lock) };
}

function linkState(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return `${found?.ino} ${found?.mtimeMs}`;
}
