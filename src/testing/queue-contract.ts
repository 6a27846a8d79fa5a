import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { followJobs, type JobEvent } from "../jobs/follow-jobs.js";
import type { Job, JobOutcome } from "../jobs/job.js";
import type { JobAttempt, JobQueue, QueueWorker, WorkOptions } from "../jobs/job-queue.js";

let serial = 0;

/** A job without a notebook. */
export function testJob(label: string, more: Partial<Job> = {}): Job {
  const submitted = { by: "test", at: "2026-11-30T00:00:00.000Z", version: "0" };
  const limits = { attempts: 1, backoffMs: 50 };
  const code = { kind: "folder" } as const;
  const plain = { target: `${label}.ipynb`, parameters: {}, args: [], code, folder: "/", needs: [], tags: [] };
  return { id: `${label}-${++serial}`, label, kind: "notebook", ...plain, limits, submitted, ...more };
}

const ok: JobOutcome = { status: "ok", exitCode: 0 };
const failure: JobOutcome = { status: "failed", exitCode: 1, message: "cell-1: it fails" };

/** What every queue does. `open` returns an empty queue. */
export function queueContract(name: string, open: () => Promise<JobQueue>): void {
  describe(`the queue ${name}`, () => {
    let queue: JobQueue;
    const workers: QueueWorker[] = [];
    const work = async (
      run: (job: Job, attempt: JobAttempt) => Promise<JobOutcome>,
      options: Partial<WorkOptions> = {},
    ): Promise<QueueWorker> => {
      const worker = await queue.work({ name: `worker-${++serial}`, pollMs: 100, ...options }, run);
      workers.push(worker);
      return worker;
    };
    const ends = async (jobs: readonly Job[]): Promise<Record<string, JobOutcome["status"]>> => {
      const found: Record<string, JobOutcome["status"]> = {};
      for await (const event of followJobs(
        queue,
        jobs.map(({ id }) => id),
        { pollMs: 30 },
      )) {
        if (event.kind === "end") found[event.record?.job.label ?? "?"] = event.outcome.status;
      }
      return found;
    };
    beforeEach(async () => {
      queue = await open();
    });
    afterEach(async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.stop({ graceMs: 0 })));
      await queue.close();
    });

    it("gives a job that is submitted two times to one worker, once", async () => {
      const job = testJob("once");
      expect(await queue.submit([job])).toEqual([{ id: job.id, status: "added" }]);
      expect(await queue.submit([job])).toEqual([{ id: job.id, status: "waiting" }]);
      let runs = 0;
      await work(async () => ({ ...ok, message: `run ${++runs}` }), { concurrency: 2 });
      expect(await ends([job])).toEqual({ once: "ok" });
      expect(await queue.submit([job])).toEqual([{ id: job.id, status: "done" }]);
      const [record] = await queue.get([job.id]);
      expect(record).toMatchObject({ state: "done", attempts: 1, job, progress: { outcome: { message: "run 1" } } });
      expect(await queue.submit([job], { force: true })).toEqual([{ id: job.id, status: "retried" }]);
      expect(await ends([job])).toEqual({ once: "ok" });
      expect(runs).toBe(2);
    });

    it("reports cells and progress in order", async () => {
      const job = testJob("cells");
      await queue.submit([job]);
      const cell = (number: number) => ({ cell: `cell-${number}`, title: "", status: "ok", durationMs: 1 });
      await work(async (_, { report, attempt }) => {
        const base = { attempt, worker: "here", cellsBefore: 0, log: "file:///log" };
        await report({ ...base, cells: [cell(1)], text: "half" });
        await new Promise((resolve) => setTimeout(resolve, 200));
        await report({ ...base, cells: [cell(1), cell(2)] });
        return ok;
      });
      const events: JobEvent[] = [];
      for await (const event of followJobs(queue, [job.id], { pollMs: 30 })) events.push(event);
      const shown = events.map((event) => (event.kind === "cell" ? event.cell.cell : event.kind));
      expect(shown).toEqual(["started", "cell-1", "progress", "cell-2", "end"]);
    });

    it("tries a failed job as often as its limits allow, then again when it is submitted or retried", async () => {
      const job = testJob("thrice", { limits: { attempts: 2, backoffMs: 10 } });
      await queue.submit([job]);
      const attempts: string[] = [];
      await work(async (_, { attempt, last }) => {
        attempts.push(`${attempt}${last ? " last" : ""}`);
        return failure;
      });
      expect(await ends([job])).toEqual({ thrice: "failed" });
      expect((await queue.get([job.id]))[0]).toMatchObject({ state: "failed", message: "cell-1: it fails" });
      expect(attempts).toEqual(["1", "2 last"]);
      expect(await queue.submit([job])).toEqual([{ id: job.id, status: "retried" }]);
      expect(await ends([job])).toEqual({ thrice: "failed" });
      expect(await queue.retry(job.id)).toBe(true);
      expect(await ends([job])).toEqual({ thrice: "failed" });
      expect(attempts).toHaveLength(6);
      expect(await queue.retry("unknown")).toBe(false);
    });

    it("does not try again what cannot succeed", async () => {
      const job = testJob("refused", { limits: { attempts: 3, backoffMs: 10 } });
      await queue.submit([job]);
      let runs = 0;
      await work(async () => {
        runs += 1;
        return { status: "refused", exitCode: 2, message: "no parameter x" };
      });
      expect(await ends([job])).toEqual({ refused: "refused" });
      expect(runs).toBe(1);
    });

    it("cancels a job that waits and one that runs", async () => {
      const [waits, runs] = [testJob("waits"), testJob("runs")];
      await queue.submit([waits]);
      expect(await queue.cancel(waits.id, "by a test")).toBe("waiting");
      const [record] = await queue.get([waits.id]);
      expect(record).toMatchObject({ state: "failed", progress: { outcome: { status: "cancelled" } } });
      await queue.submit([runs]);
      await work((_, { signal }) => untilAborted(signal));
      await until(async () => (await queue.get([runs.id]))[0]?.state === "running");
      expect(await queue.cancel(runs.id, "by a test")).toBe("running");
      expect(await ends([waits, runs])).toEqual({ waits: "cancelled", runs: "cancelled" });
      expect(await queue.cancel(runs.id, "again")).toBe("failed");
      expect(await queue.cancel("unknown", "")).toBeUndefined();
      expect(await queue.submit([waits])).toEqual([{ id: waits.id, status: "retried" }]);
    });

    it("runs the steps of a flow after those that they need, whichever needs it has", async () => {
      const steps = flowJobs("a b<a c<a d<b,c e");
      await queue.submit(steps);
      const order: string[] = [];
      const run = async (job: Job): Promise<JobOutcome> => {
        order.push(`+${job.label}`);
        await new Promise((resolve) => setTimeout(resolve, 30));
        order.push(`-${job.label}`);
        return ok;
      };
      await work(run, { concurrency: 2 });
      await work(run, { concurrency: 2 });
      expect(await ends(steps)).toEqual({ a: "ok", b: "ok", c: "ok", d: "ok", e: "ok" });
      for (const [before, after] of ["ab", "ac", "bd", "cd"]) {
        expect(order.indexOf(`-${before}`)).toBeLessThan(order.indexOf(`+${after}`));
      }
      expect(order).toHaveLength(10);
    });

    it("runs nothing that needs a failed step, and after a repair only what has not run", async () => {
      const steps = flowJobs("a b<a c<b d");
      await queue.submit(steps);
      let broken = true;
      const ran: string[] = [];
      await work(async ({ label }) => {
        ran.push(label);
        return label === "b" && broken ? failure : ok;
      });
      expect(await ends(steps)).toMatchObject({ a: "ok", b: "failed", c: "not run" });
      broken = false;
      ran.length = 0;
      await queue.submit(steps);
      expect(await ends(steps)).toEqual({ a: "ok", b: "ok", c: "ok", d: "ok" });
      expect(ran).toEqual(expect.arrayContaining(["b", "c"]));
      expect(ran).not.toContain("a");
    });

    it("skips a step whose condition does not hold", async () => {
      const [a, b] = flowJobs("a b<a") as [Job, Job];
      const when = { metric: "drift", operator: ">=", value: 1, text: "drift >= warn" } as const;
      const steps = [a, { ...b, flow: { ...(b.flow as NonNullable<Job["flow"]>), when } }];
      await queue.submit(steps);
      await work(async () => ({ ...ok, result: { metrics: { drift: 0 } } as never }));
      expect(await ends(steps)).toEqual({ a: "ok", b: "skipped" });
    });

    it("gives jobs only to workers with their tags", async () => {
      const [plain, gpu] = [testJob("plain"), testJob("gpu", { tags: ["gpu"] })];
      await queue.submit([plain, gpu]);
      const ran: string[] = [];
      const run = async ({ label }: Job): Promise<JobOutcome> => {
        ran.push(label);
        return ok;
      };
      const worker = await work(run);
      await until(async () => ran.length === 1);
      await worker.stop();
      expect(ran).toEqual(["plain"]);
      await work(run, { tags: ["gpu", "large"], concurrency: 2 });
      expect(await ends([plain, gpu])).toEqual({ plain: "ok", gpu: "ok" });
    });

    it("hands running jobs back when the worker stops, without a lost attempt", async () => {
      const job = testJob("back");
      await queue.submit([job]);
      const first = await work((_, { signal }) => untilAborted(signal));
      await until(async () => first.active() === 1);
      await first.stop({ graceMs: 50 });
      expect((await queue.get([job.id]))[0]?.state).toBe("waiting");
      await work(async (_, { attempt }) => (attempt === 1 ? ok : failure));
      expect(await ends([job])).toEqual({ back: "ok" });
    });

    it("lets running jobs end when the worker stops, and takes no other", async () => {
      const jobs = [testJob("ends"), testJob("stays")];
      await queue.submit(jobs);
      const worker = await work(async () => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return ok;
      });
      await until(async () => worker.active() === 1);
      await worker.stop();
      const states = (await queue.get(jobs.map(({ id }) => id))).map((record) => record?.state);
      expect(states).toEqual(["done", "waiting"]);
    });

    it("lists jobs by state, and workers with what they run", async () => {
      const jobs = [testJob("first"), testJob("second")];
      await queue.submit(jobs);
      expect(await queue.list({ states: ["done"] })).toEqual([]);
      expect(new Set((await queue.list()).map(({ job }) => job.label))).toEqual(new Set(["first", "second"]));
      expect(await queue.list({ limit: 1 })).toHaveLength(1);
      const worker = await work(async () => ok, { name: "host:1", tags: ["gpu"] });
      expect(await queue.workers()).toMatchObject([{ name: "host:1", tags: ["gpu"], concurrency: 1 }]);
      await until(async () => (await queue.list({ states: ["done"] })).length === 2);
      await worker.idle();
      await worker.stop();
      expect(await queue.workers()).toEqual([]);
    });

    it("stores small values in groups, for a time", async () => {
      const { values } = queue;
      await values.set("things", "b", { n: 1 });
      await values.set("things", "a", "text");
      await values.set("things", "short", 1, { ttlMs: 30 });
      expect(await values.get("things", "b")).toEqual({ n: 1 });
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(await values.get("things", "short")).toBeUndefined();
      expect((await values.list("things")).map(({ name }) => name)).toEqual(["a", "b"]);
      await values.delete("things", "a");
      expect((await values.list("things")).map(({ name }) => name)).toEqual(["b"]);
    });
  });
}

/** The jobs of a flow: `d<b,c` needs b and c. */
export function flowJobs(text: string, keepGoing = false): readonly Job[] {
  const parsed = text.split(" ").map((step) => step.split("<"));
  const ids = new Map(parsed.map(([name = ""]) => [name, `${name}-${++serial}`]));
  return parsed.map(([name = "", needs]) => {
    const flow = { name: "flow", step: name, jobs: [...ids.values()], keepGoing };
    const needed = (needs?.split(",") ?? []).map((need) => ids.get(need) as string);
    return testJob(name, { id: ids.get(name) as string, needs: needed, flow });
  });
}

async function untilAborted(signal: AbortSignal): Promise<JobOutcome> {
  await new Promise<void>((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve()),
  );
  return { status: "interrupted", exitCode: 130 };
}

/** Waits until a condition holds. */
export async function until(condition: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error("the condition does not hold within the time");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
