import { randomUUID } from "node:crypto";
import { closeSync, linkSync, lstatSync, openSync, renameSync, statSync, symlinkSync, unlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { FailedError } from "../core/errors.js";

/**
 * Runs work while no other process, Optuna's among them, has the lock of `file`: the symbolic link `{file}.lock`, which works on
 * network file systems too. A lock behind which nothing has moved for `graceMs` belonged to a process that died, and is broken.
 *
 * Waiting is asynchronous, work is not: whatever else this process computes, it never does so with the lock in its hand.
 */
export async function withFileLock<Result>(
  file: string,
  { graceMs }: { readonly graceMs: number },
  work: () => Result,
): Promise<Result> {
  const lock = `${file}.lock`;
  let pauseMs = 1;
  let last: LockSign | undefined;
  let quietSince = performance.now();
  for (;;) {
    if (take(file, lock)) {
      try {
        return work();
      } finally {
        release(lock);
      }
    }
    const sign = signOfLife(file, lock);
    if (sign.file !== last?.file || sign.link !== last.link) {
      last = sign;
      quietSince = performance.now();
    } else if (performance.now() - quietSince > graceMs) {
      breakLock(lock, sign);
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
    // Windows lets few users make links; Optuna's other kind of lock is a file of the same name.
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
      `withFileLock: ${lock} was taken away while it was held: a write took longer than others wait, or someone removed it`,
      { cause },
    );
  }
}

/** Removes the dead lock. Of several that wait one gets it; one that came too late and has a living lock in its hand gives it back. */
function breakLock(lock: string, sign: LockSign): void {
  const aside = `${lock}${randomUUID()}.rename`;
  try {
    renameSync(lock, aside);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return;
    throw thrown;
  }
  try {
    if (linkSign(aside) !== sign.link) linkSync(aside, lock);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
  } finally {
    unlinkSync(aside);
  }
}

/** What changes when whoever has the lock does something, or someone else gets it. */
interface LockSign {
  readonly file: string;
  readonly link: string;
}

function signOfLife(file: string, lock: string): LockSign {
  const target = statSync(file, { throwIfNoEntry: false });
  return { file: `${target?.mtimeMs} ${target?.size}`, link: linkSign(lock) };
}

function linkSign(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return `${found?.ino} ${found?.mtimeMs}`;
}
