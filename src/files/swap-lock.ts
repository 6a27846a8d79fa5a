import { randomUUID } from "node:crypto";
import { link, lstat, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { TimeoutError } from "../core/errors.js";
import { temporaryPrefix } from "./temporary-prefix.js";

const patienceMs = 30_000;

/**
 * Runs work while no other process swaps the file at `path`. The lock is a hidden neighbour that names its owner; one whose owner
 * has died on this machine is broken at once, one of another machine is waited for and then reported.
 */
export async function withSwapLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const lock = join(dirname(path), `${temporaryPrefix}swap-${basename(path)}`);
  const mine = join(dirname(path), `${temporaryPrefix}${process.pid}-${randomUUID()}`);
  await writeFile(mine, `${hostname()} ${process.pid}`, { flag: "wx" });
  try {
    await take(lock, mine);
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
}

async function take(lock: string, mine: string): Promise<void> {
  const end = performance.now() + patienceMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 20)) {
    try {
      return await link(mine, lock);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    }
    const owner = await ownerOf(lock);
    if (owner?.isDead) await breakLock(lock, owner.inode);
    else if (performance.now() > end) {
      throw new TimeoutError(
        `store: ${lock} has been held by ${owner?.name ?? "someone"} for ${patienceMs / 1000} s; remove it when nothing runs there`,
      );
    } else await delay(pauseMs);
  }
}

interface Owner {
  readonly name: string;
  readonly inode: number;
  readonly isDead: boolean;
}

async function ownerOf(lock: string): Promise<Owner | undefined> {
  try {
    const { ino } = await lstat(lock);
    const name = await readFile(lock, "utf8");
    const [host, process] = name.split(" ");
    return {
      name: `process ${process} on ${host}`,
      inode: ino,
      isDead: host === hostname() && !isAlive(Number(process)),
    };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Of several that break it one may have the lock of a living owner in its hand by then; it gives that back. */
async function breakLock(lock: string, inode: number): Promise<void> {
  const aside = `${lock}-${randomUUID()}`;
  try {
    await rename(lock, aside);
    if ((await lstat(aside)).ino !== inode) await link(aside, lock);
  } catch (cause) {
    if (!["ENOENT", "EEXIST"].includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
  } finally {
    await rm(aside, { force: true });
  }
}
