import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FailedError, TimeoutError } from "../core/errors.js";
import { temporaryFolder } from "../testing/make-notebook.js";
import { acquireProcessLock, withProcessLock } from "./process-lock.js";

const newLock = (): string => join(temporaryFolder(), "lock");

describe("withProcessLock", () => {
  it("runs one piece of work at a time and leaves no file", async () => {
    const path = newLock();
    let [running, most, done] = [0, 0, 0];
    await Promise.all(
      Array.from({ length: 20 }, () =>
        withProcessLock(path, async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 1));
          running -= 1;
          done += 1;
        }),
      ),
    );
    expect([most, done, readdirSync(join(path, ".."))]).toEqual([1, 20, []]);
  });

  it("releases the lock when the work throws", async () => {
    const path = newLock();
    const failing = withProcessLock(path, () => Promise.reject(new Error("broken")));
    await expect(failing).rejects.toThrow("broken");
    expect(await withProcessLock(path, () => 1)).toBe(1);
  });
});

describe("acquireProcessLock", () => {
  it("names the owner when the wait is over, and does not remove its lock", async () => {
    const path = newLock();
    const lock = await acquireProcessLock(path);
    const second = acquireProcessLock(path, { waitMs: 30 });
    await expect(second).rejects.toThrow(TimeoutError);
    await expect(second).rejects.toThrow(`lock: ${path} has been held by process ${process.pid} for 0.03 s; remove`);
    const busy = (owner: string): Error => new FailedError(`busy: ${owner}`);
    await expect(acquireProcessLock(path, { waitMs: 0, toError: busy })).rejects.toThrow(
      `busy: process ${process.pid}`,
    );
    lock.release();
    lock.release();
    (await acquireProcessLock(path, { waitMs: 0 })).release();
  });

  it("takes over from a process that was killed, also in the act of breaking a lock", async () => {
    const path = newLock();
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    for (const file of [path, `${path}.break`]) writeFileSync(file, `${hostname()} ${child.pid} 1 dead`);
    (await acquireProcessLock(path, { waitMs: 1_000 })).release();
    expect([existsSync(path), existsSync(`${path}.break`)]).toEqual([false, false]);
  });

  it("waits for a lock of another machine, and breaks it only after staleMs without a change", async () => {
    const path = newLock();
    writeFileSync(path, "elsewhere 1 1 x");
    await expect(acquireProcessLock(path, { waitMs: 50 })).rejects.toThrow("held by process 1 on elsewhere");
    expect(readFileSync(path, "utf8")).toBe("elsewhere 1 1 x");
    (await acquireProcessLock(path, { waitMs: 5_000, staleMs: 50 })).release();
  });

  it("lets exactly one of many processes break a dead lock", async () => {
    const path = newLock();
    writeFileSync(path, `${hostname()} 999999999 1 dead`);
    let [running, most] = [0, 0];
    const work = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
    };
    await Promise.all(Array.from({ length: 30 }, () => withProcessLock(path, work)));
    expect(most).toBe(1);
  });
});
