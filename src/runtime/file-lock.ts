import { randomUUID } from "node:crypto";
import { link, lstat, open, rename, stat, symlink, unlink } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { FailedError } from "../core/errors.js";

/**
 * Runs work while no other process, Optuna's among them, has the lock of `file`: the symbolic link `{file}.lock`, which works on
 * network file systems too. A lock behind which nothing has moved for `graceMs` belonged to a process that died, and is broken.
 */
export async function withFileLock<Result>(
  file: string,
  { graceMs }: { readonly graceMs: number },
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = `${file}.lock`;
  await acquire(file, lock, graceMs);
  try {
    return await work();
  } finally {
    await release(lock).catch((cause: unknown) => {
      throw new FailedError(
        `withFileLock: ${lock} was taken away while it was held: a write took longer than ${graceMs} ms, or someone removed it`,
        { cause },
      );
    });
  }
}

async function acquire(file: string, lock: string, graceMs: number): Promise<void> {
  let pauseMs = 1;
  let last: LockSign | undefined;
  let quietSince = performance.now();
  for (;;) {
    try {
      await take(file, lock);
      return;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
    }
    const sign = await signOfLife(file, lock);
    if (sign.file !== last?.file || sign.link !== last.link) {
      last = sign;
      quietSince = performance.now();
    } else if (performance.now() - quietSince > graceMs) {
      await breakLock(lock, sign);
      quietSince = performance.now();
      continue;
    }
    await delay(pauseMs * (0.5 + (process.hrtime()[1] % 1_000) / 1_000));
    pauseMs = Math.min(pauseMs * 2, 50);
  }
}

async function take(file: string, lock: string): Promise<void> {
  try {
    await symlink(file, lock);
  } catch (thrown) {
    // Windows lets few users make links; Optuna's other kind of lock is a file of the same name.
    if ((thrown as NodeJS.ErrnoException).code !== "EPERM") throw thrown;
    await (await open(lock, "wx")).close();
  }
}

async function release(lock: string): Promise<void> {
  const aside = `${lock}${randomUUID()}.rename`;
  await rename(lock, aside);
  await unlink(aside);
}

/** Removes the dead lock. Of several that wait one gets it; one that came too late and has a living lock in its hand gives it back. */
async function breakLock(lock: string, sign: LockSign): Promise<void> {
  const aside = `${lock}${randomUUID()}.rename`;
  try {
    await rename(lock, aside);
    if ((await linkSign(aside)) !== sign.link) await link(aside, lock).catch(() => {});
    await unlink(aside);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
  }
}

/** What changes when whoever has the lock does something, or someone else gets it. */
interface LockSign {
  readonly file: string;
  readonly link: string;
}

async function signOfLife(file: string, lock: string): Promise<LockSign> {
  const target = await stat(file).catch(() => undefined);
  return { file: `${target?.mtimeMs} ${target?.size}`, link: await linkSign(lock) };
}

async function linkSign(path: string): Promise<string> {
  const found = await lstat(path).catch(() => undefined);
  return `${found?.ino} ${found?.mtimeMs}`;
}
