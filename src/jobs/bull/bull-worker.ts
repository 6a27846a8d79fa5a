import type * as Bull from "bullmq";
import { errorMessage } from "../../core/error-message.js";
import { attemptJob } from "../attempt-job.js";
import type { Job, JobProgress } from "../job.js";
import type { JobQueue, JobRunner, QueueWorker, StopReason, WorkerRecord, WorkOptions } from "../job-queue.js";
import type { BullJob, BullQueues } from "./bull-queues.js";

export const workersGroup = "workers";
const heartbeatMs = 10_000;
const gateMs = 1_000;
const closeMs = 2_000;
const maxTags = 4;

/** Jobs that this process runs now, by id. */
type Running = Map<string, AbortController>;

/** Takes jobs of BullMQ: a worker of it per set of tags, all within one limit. */
export async function bullWorker(
  queues: BullQueues,
  queue: JobQueue,
  options: WorkOptions,
  run: JobRunner,
): Promise<QueueWorker> {
  const { name, concurrency = 1, tags = [], image, version, pollMs = 2_000, log = () => undefined } = options;
  const running: Running = new Map();
  const since = new Date().toISOString();
  let stopping = false;
  const beat = async (): Promise<void> => {
    const record: WorkerRecord = { name, concurrency, active: [...running.keys()], tags, image, version, since };
    await queue.values.set(
      workersGroup,
      name,
      { ...record, image: image ?? null, version: version ?? null },
      {
        ttlMs: 3 * heartbeatMs,
      },
    );
  };
  const limit = (): void => {
    if (stopping || workers.length === 1) return;
    const full = running.size >= concurrency;
    for (const worker of workers) {
      if (full && !worker.isPaused()) void worker.pause(true);
      if (!full && worker.isPaused()) worker.resume();
    }
  };
  const process = async (job: BullJob, token: string | undefined): Promise<{ readonly status: string }> => {
    const stop = new AbortController();
    const id = job.id ?? job.data.id;
    running.set(id, stop);
    limit();
    try {
      const attempt = { queue, worker: name, attempt: job.attemptsMade + 1, stop, pollMs, run };
      return await processJob(queues.bull, job, token, { ...attempt, store: (found) => storeProgress(job, found) });
    } finally {
      running.delete(id);
      limit();
    }
  };
  const names = tagSets(tags, image).map((set) => queues.name(set));
  for (const one of names) await queues.remember(one);
  const quiet = sparingly(log);
  const workers = names.map((one) => makeWorker(queues, one, process, running, options, quiet));
  await beat();
  const timer = setInterval(() => void beat().catch(() => undefined), heartbeatMs);
  const stopped = async (): Promise<void> => {
    clearInterval(timer);
    await Promise.all(workers.map(closeWorker));
    await queue.values.delete(workersGroup, name).catch(() => undefined);
  };
  let deadline = Number.POSITIVE_INFINITY;
  let ended: Promise<void> | undefined;
  const drain = async (): Promise<void> => {
    await Promise.race([Promise.all(workers.map((worker) => worker.pause(true))), delay(closeMs)]);
    while (running.size > 0 && performance.now() < deadline) await delay(50);
    // A job that was being fetched may start after the others have been stopped.
    for (; running.size > 0; await delay(50)) {
      for (const one of running.values()) one.abort("handed back" satisfies StopReason);
    }
    await stopped();
  };
  return {
    active: () => running.size,
    idle: (quietMs = 500) => untilIdle(queues, names, running, quietMs),
    async stop({ graceMs = Number.POSITIVE_INFINITY } = {}) {
      stopping = true;
      deadline = Math.min(deadline, performance.now() + graceMs);
      ended ??= drain();
      await ended;
    },
  };
}

function makeWorker(
  queues: BullQueues,
  name: string,
  process: (job: BullJob, token: string | undefined) => Promise<unknown>,
  running: Running,
  { concurrency = 1, lockMs = 30_000, maxCrashes = 5 }: WorkOptions,
  log: (line: string) => void,
): Bull.Worker {
  const { connection, factory } = queues.backend;
  const settings = {
    connection: connection as Bull.ConnectionOptions,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: Math.max(500, lockMs / 2),
    maxStalledCount: maxCrashes,
    drainDelay: 2,
    runRetryDelay: 1_000,
  };
  const args = (factory === undefined ? [] : [factory]) as [];
  const worker = new queues.bull.Worker(name, process as Bull.Processor, settings, ...args);
  worker.on("error", (error: Error) => log(`queue: ${errorMessage(error)}`));
  worker.on("stalled", (id: string) => log(`${id}: its worker is silent; given to another`));
  worker.on("lockRenewalFailed", (ids: readonly string[]) => {
    for (const id of ids) running.get(id)?.abort("lost" satisfies StopReason);
  });
  return worker as Bull.Worker;
}

async function processJob(
  { DelayedError, UnrecoverableError, WaitingError }: typeof Bull,
  job: BullJob,
  token: string | undefined,
  options: Parameters<typeof attemptJob>[1],
): Promise<{ readonly status: string }> {
  const data: Job = { ...job.data, id: job.id ?? job.data.id };
  const end = await attemptJob(data, options);
  switch (end.kind) {
    case "wait":
      await job.moveToDelayed(Date.now() + gateMs, token);
      throw new DelayedError();
    case "hand back":
      await job.moveToWait(token);
      throw new WaitingError();
    case "lost":
      throw new Error("another worker has the job");
    case "done":
      await storeEnd(job, end.progress);
      return { status: end.progress.outcome?.status ?? "ok" };
    case "retry":
      await storeEnd(job, end.progress);
      throw new Error(end.message);
    case "failed":
      await storeEnd(job, end.progress);
      throw new UnrecoverableError(end.message);
  }
}

async function storeProgress(job: BullJob, progress: JobProgress): Promise<void> {
  await job.updateProgress(progress as unknown as Bull.JobProgress);
}

/** The outcome must arrive: a database that restarts is waited for. */
async function storeEnd(job: BullJob, progress: JobProgress): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await storeProgress(job, progress);
      return;
    } catch (thrown) {
      if (tries >= 20) throw thrown;
      await delay(500);
    }
  }
}

/** Resolves when no job waits or runs here. Jobs of schedules, which wait for their time, do not count. */
async function untilIdle(
  queues: BullQueues,
  names: readonly string[],
  running: Running,
  quietMs: number,
): Promise<void> {
  for (let quietSince: number | undefined; ; await delay(200)) {
    const counts = await Promise.all(
      names.map(async (name) => {
        const queue = queues.queue(name);
        const waiting = await queue.getJobCountByTypes("waiting", "prioritized", "delayed", "waiting-children");
        return waiting - (await queue.getJobSchedulersCount());
      }),
    ).catch(() => [1]);
    if (running.size > 0 || counts.some((count) => count > 0)) quietSince = undefined;
    else quietSince ??= performance.now();
    if (quietSince !== undefined && performance.now() - quietSince >= quietMs) return;
  }
}

/** Every set of tags that a job may require for this worker to take it. */
export function tagSets(tags: readonly string[], image: string | undefined): readonly (readonly string[])[] {
  const all = [...new Set(tags)].slice(0, maxTags);
  if (image !== undefined) all.push(imageTag(image));
  let sets: readonly (readonly string[])[] = [[]];
  for (const tag of all) sets = sets.flatMap((set) => [set, [...set, tag]]);
  return sets;
}

/** The tag of jobs whose code is in an image. */
export function imageTag(image: string): string {
  return `image=${image}`;
}

/** A message that repeats is reported once in ten seconds. */
function sparingly(log: (line: string) => void): (line: string) => void {
  const times = new Map<string, number>();
  return (line) => {
    const now = performance.now();
    if (now - (times.get(line) ?? Number.NEGATIVE_INFINITY) < 10_000) return;
    times.set(line, now);
    log(line);
  };
}

/** BullMQ may wait for a job that it fetched while it was paused; another worker gets that one after the lock time. */
async function closeWorker(worker: Bull.Worker): Promise<void> {
  const closed = worker.close().catch(() => undefined);
  const isClosed = await Promise.race([closed.then(() => true), delay(closeMs).then(() => false)]);
  if (!isClosed) await Promise.race([worker.close(true).catch(() => undefined), delay(closeMs)]);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
