import { randomUUID } from "node:crypto";
import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { TimeoutError } from "../core/errors.js";
import { getProcessStart, isProcessAlive } from "./process-state.js";

/** A lock that this process holds. */
export interface ProcessLock {
  /** Id of the process of this machine whose lock was broken because it had died. */
  readonly deadOwner: number | undefined;
  /** Releases the lock; a second call does nothing. */
  release(): void;
}

export interface ProcessLockOptions {
  /** How long to wait for another process, in milliseconds; 0 fails at once. @default 30_000 */
  readonly waitMs?: number | undefined;
  /** A lock of another machine that has not changed for this long is abandoned, in milliseconds. @default never */
  readonly staleMs?: number | undefined;
  /** The error when the lock is still held after `waitMs`. @default TimeoutError naming the lock file and its owner */
  readonly toError?: ((owner: string) => Error) | undefined;
}

/** An empty lock file belongs to a process that died before it wrote its name. */
const emptyMs = 5_000;

/**
 * Acquires the lock file `path`, which names host and process of its owner. A lock whose owner has died on this machine
 * is removed at once; one of another machine is waited for.
 */
export async function acquireProcessLock(
  path: string,
  { waitMs = 30_000, staleMs, toError = (owner) => timeoutError(path, owner, waitMs) }: ProcessLockOptions = {},
): Promise<ProcessLock> {
  const mine = `${hostname()} ${process.pid} ${getProcessStart(process.pid) ?? 0} ${randomUUID()}`;
  const end = performance.now() + waitMs;
  let deadOwner: number | undefined;
  let seen: { readonly content: string; readonly sinceMs: number } | undefined;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 20)) {
    if (create(path, mine)) return { deadOwner, release: () => removeIfEqual(path, mine) };
    const content = read(path);
    if (seen?.content !== content) seen = { content, sinceMs: performance.now() };
    const limitMs = content === "" ? emptyMs : staleMs;
    const isStale = limitMs !== undefined && performance.now() - seen.sinceMs > limitMs;
    if (isDead(content)) deadOwner = Number(content.split(" ")[1]);
    if (isDead(content) || isStale) breakLock(path, content, mine);
    else if (performance.now() >= end) throw toError(describeOwner(content));
    await delay(pauseMs * (0.5 + (process.hrtime()[1] % 1_000) / 1_000));
  }
}

/** Runs work while this process holds the lock file `path`. */
export async function withProcessLock<Result>(
  path: string,
  work: () => Result | Promise<Result>,
  options?: ProcessLockOptions,
): Promise<Result> {
  const lock = await acquireProcessLock(path, options);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

function create(path: string, content: string): boolean {
  try {
    const file = openSync(path, "wx", 0o600);
    try {
      writeSync(file, content);
    } finally {
      closeSync(file);
    }
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
}

/** The owner's line; empty for a lock that has no owner (yet) or has just been released. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw cause;
  }
}

/** Whether the owner was a process of this machine that has ended. */
function isDead(content: string): boolean {
  const [host, pid, start] = content.split(" ");
  if (host !== hostname()) return false;
  return !isProcessAlive(Number(pid), start === undefined || start === "0" ? undefined : start);
}

function describeOwner(content: string): string {
  const [host, pid] = content.split(" ");
  if (host === "" || pid === undefined) return "another process";
  return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
}

/** Only one process at a time breaks a lock, so that it cannot remove the lock of the next owner. */
function breakLock(path: string, dead: string, mine: string): void {
  const guard = `${path}.break`;
  if (!create(guard, mine)) {
    const breaker = read(guard);
    if (isDead(breaker)) removeIfEqual(guard, breaker);
    return;
  }
  try {
    removeIfEqual(path, dead);
  } finally {
    removeIfEqual(guard, mine);
  }
}

function removeIfEqual(path: string, content: string): void {
  if (read(path) !== content) return;
  try {
    unlinkSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
  }
}

function timeoutError(path: string, owner: string, waitMs: number): TimeoutError {
  return new TimeoutError(
    `lock: ${path} has been held by ${owner} for ${waitMs / 1_000} s; remove the file when that process no longer runs`,
  );
}
