import { expect, it } from "vitest";
import { testJob } from "../testing/queue-contract.js";
import type { JobOutcome } from "./job.js";
import type { JobQueue } from "./job-queue.js";
import { localQueue } from "./local-queue.js";
import {
  addSchedule,
  findSchedule,
  listSchedules,
  pauseSchedule,
  removeSchedule,
  resumeSchedule,
  runSchedule,
  scheduleHistory,
  scheduleRunner,
} from "./schedules.js";

const minute = 60_000;
const start = Date.parse("2026-11-30T06:00:00Z");
const attempt = { attempt: 1, last: true, signal: new AbortController().signal, report: async () => undefined };

/** A local queue whose schedules are due every minute. */
function everyMinute(): JobQueue {
  const queue = localQueue();
  const active = new Set<string>();
  const schedules: JobQueue["schedules"] = {
    upsert: async (name) => void active.add(name),
    remove: async (name) => void active.delete(name),
    next: async (name) => (active.has(name) ? start : undefined),
    times: async (_, from, until) =>
      Array.from({ length: Math.floor((until - from) / minute) }, (__, index) => from + (index + 1) * minute),
  };
  return { ...queue, schedules };
}

const job = testJob("nightly", { schedule: "nightly" });
const nightly = { name: "nightly", cron: "* * * * *", timezone: "UTC", job };

it("scheduleRunner records runs, and the times at which no worker was there", async () => {
  const queue = everyMinute();
  await addSchedule(queue, nightly);
  const messages: string[] = [];
  const notify = async (message: { readonly text?: unknown }): Promise<void> =>
    void messages.push(String(message.text));
  const run = scheduleRunner(async () => ({ status: "ok", exitCode: 0 }), queue, {
    now: () => start + 3.5 * minute,
    notify,
  });
  await run({ ...job, id: `repeat:nightly:${start}` }, attempt);
  const history = await scheduleHistory(queue, "nightly");
  expect(history.map(({ due, status }) => `${due.slice(11, 16)} ${status}`)).toEqual([
    "06:00 ok",
    "06:01 missed",
    "06:02 missed",
    "06:03 missed",
  ]);
  expect(messages).toEqual([
    "[warning] schedule nightly: 3 runs were missed since 2026-11-30T06:00:00.000Z; no worker was there",
  ]);
});

it("scheduleRunner sends one message, after the last try failed", async () => {
  const queue = everyMinute();
  await addSchedule(queue, nightly);
  const messages: unknown[] = [];
  const failed: JobOutcome = { status: "failed", exitCode: 1, message: "cell-2: no data" };
  const notify = async (message: object): Promise<void> => void messages.push(message);
  const run = scheduleRunner(async () => failed, queue, { now: () => start, notify });
  await run({ ...job, id: `repeat:nightly:${start}` }, { ...attempt, last: false });
  expect(await scheduleHistory(queue, "nightly")).toEqual([]);
  await run({ ...job, id: `repeat:nightly:${start}` }, { ...attempt, attempt: 2 });
  expect(messages).toMatchObject([
    { text: "[error] schedule nightly failed after 2 tries: cell-2: no data", level: "error", schedule: "nightly" },
  ]);
  expect(await scheduleHistory(queue, "nightly")).toMatchObject([{ status: "failed", attempts: 2 }]);
});

it("scheduleRunner skips a run while the one before is running", async () => {
  const queue = everyMinute();
  await queue.submit([{ ...job, id: "earlier" }]);
  const worker = await queue.work(
    { name: "w" },
    () => new Promise((resolve) => setTimeout(resolve, 500, { status: "ok", exitCode: 0 })),
  );
  while (worker.active() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const run = scheduleRunner(async () => ({ status: "ok", exitCode: 0 }), queue, {
    now: () => start,
    notify: async () => undefined,
  });
  expect(await run({ ...job, id: `repeat:nightly:${start}` }, attempt)).toMatchObject({ status: "skipped" });
  await worker.stop();
});

it("lists schedules with what is overdue, pauses, resumes, runs and removes them", async () => {
  const queue = everyMinute();
  await addSchedule(queue, nightly);
  expect(await listSchedules(queue, start + 3.5 * minute)).toMatchObject([
    { name: "nightly", next: start, overdue: 4 },
  ]);
  await pauseSchedule(queue, "nightly", start);
  expect(await listSchedules(queue, start)).toMatchObject([{ next: undefined, pausedAt: start, overdue: 0 }]);
  await expect(pauseSchedule(queue, "nightly", start)).rejects.toThrow(/paused already/);
  expect(await resumeSchedule(queue, "nightly", start + 2 * minute)).toBe(2);
  await expect(resumeSchedule(queue, "nightly", start)).rejects.toThrow(/not paused/);
  const id = await runSchedule(queue, "nightly", start);
  expect((await queue.get([id]))[0]).toMatchObject({ state: "waiting", job: { schedule: "nightly" } });
  await removeSchedule(queue, "nightly");
  await expect(findSchedule(queue, "nightly")).rejects.toThrow('no schedule "nightly"; the queue has none');
});
