import type * as Bull from "bullmq";
import type { Json } from "../../core/json.js";
import { cancelGroup } from "../attempt-job.js";
import type { Job, JobRecord, JobState } from "../job.js";
import type { JobQueue, QueueScheduler, SubmittedJob, WorkerRecord } from "../job-queue.js";
import { type BullJob, type BullQueues, bullStates, toRecord } from "./bull-queues.js";
import { bullWorker, workersGroup } from "./bull-worker.js";

const allStates: readonly JobState[] = ["waiting", "running", "done", "failed"];
const daySeconds = 86_400;
const monthMs = 30 * daySeconds * 1_000;
/** Cancelled jobs that never started, by id. */
const removedGroup = "removed";

/** Jobs in BullMQ 6, over Redis or PostgreSQL. */
export function bullQueue(queues: BullQueues): JobQueue {
  const { values, name } = queues.backend;
  const get: JobQueue["get"] = async (ids) =>
    await Promise.all(
      ids.map(async (id) => (await queues.read(id)) ?? ((await values.get(removedGroup, id)) as JobRecord | undefined)),
    );
  const queue: JobQueue = {
    name,
    values,
    get,
    submit: (jobs, { force = false } = {}) => submit(queues, get, jobs, force),
    async list({ states = allStates, limit = 100 } = {}) {
      const found: JobRecord[] = [];
      for (const one of await queues.all()) {
        for (const state of states) {
          const jobs = await one.getJobs([...bullStates[state]], 0, limit - 1);
          for (const job of jobs) if (job) found.push(toRecord(job as BullJob, state));
        }
      }
      if (states.includes("failed")) {
        const removed = (await values.list(removedGroup)).map(({ value }) => value as unknown as JobRecord);
        found.push(...removed);
      }
      return found.sort((a, b) => b.submittedAt - a.submittedAt).slice(0, limit);
    },
    async cancel(id, reason) {
      const [record] = await get([id]);
      if (record === undefined || record.state === "done" || record.state === "failed") return record?.state;
      await values.set(cancelGroup, id, reason, { ttlMs: monthMs });
      if (record.state === "waiting") await removeWaiting(queues, record, reason);
      return record.state;
    },
    async retry(id) {
      const [record] = await get([id]);
      if (record?.state !== "failed") return false;
      const { job } = record;
      await submit(queues, get, [{ ...job, id }], false);
      return true;
    },
    work: async (options, run) => await bullWorker(queues, queue, options, run),
    async workers() {
      return (await values.list(workersGroup)).map(({ value }) => value as unknown as WorkerRecord);
    },
    schedules: scheduler(queues),
    close: () => queues.close(),
  };
  return queue;
}

/** Removes a job that has not started, and stores its end. A job that starts meanwhile sees the cancel key. */
async function removeWaiting(queues: BullQueues, record: JobRecord, reason: string): Promise<void> {
  const { id } = record.job;
  const job = await queues.find(id);
  const removed = await job?.remove({ removeChildren: false }).then(
    () => true,
    () => false,
  );
  if (removed !== true) return;
  const outcome = { status: "cancelled" as const, exitCode: 130, message: reason };
  const progress = { attempt: record.attempts, worker: "", cells: [], cellsBefore: 0, outcome };
  const end = { ...record, state: "failed" as const, endedAt: Date.now(), message: reason, progress };
  await queues.backend.values.set(removedGroup, id, end as unknown as Json, { ttlMs: monthMs });
}

async function submit(
  queues: BullQueues,
  get: JobQueue["get"],
  jobs: readonly Job[],
  force: boolean,
): Promise<readonly SubmittedJob[]> {
  const { values } = queues.backend;
  const present = await get(jobs.map(({ id }) => id));
  const submitted = jobs.map(({ id }, index): SubmittedJob => {
    const state = present[index]?.state;
    if (state === undefined) return { id, status: "added" };
    if (state === "failed" || (force && state === "done")) return { id, status: "retried" };
    return { id, status: state };
  });
  const added = jobs.filter((_, index) => ["added", "retried"].includes(submitted[index]?.status ?? ""));
  for (const { id } of added) {
    await values.delete(cancelGroup, id);
    await values.delete(removedGroup, id);
    await (await queues.find(id))?.remove({ removeChildren: false }).catch(() => undefined);
  }
  for (const name of new Set(added.map(({ tags }) => queues.name(tags)))) await queues.remember(name);
  await addNew(queues, added);
  return submitted;
}

/**
 * Adds new jobs: a job that another new one needs becomes its child in BullMQ, so that the parent starts at once when
 * the last child ends. A job has one parent; further needs are looked up when it starts (`gateJob`).
 */
async function addNew(queues: BullQueues, jobs: readonly Job[]): Promise<void> {
  const parents = new Map<string, string>();
  for (const job of jobs) for (const need of job.needs) if (!parents.has(need)) parents.set(need, job.id);
  const getChildren = (parent: Job): readonly Job[] => jobs.filter(({ id }) => parents.get(id) === parent.id);
  const toNode = (job: Job): Bull.FlowJob => {
    const isChild = parents.has(job.id);
    const opts = { ...jobOptions(job), ignoreDependencyOnFailure: isChild };
    const children = getChildren(job).map(toNode) as Bull.FlowJobNode[];
    const node = { name: job.kind, queueName: queues.name(job.tags), data: job, opts };
    return (children.length === 0 ? node : { ...node, children }) as Bull.FlowJob;
  };
  const roots = jobs.filter(({ id }) => !parents.has(id));
  const single = roots.filter((job) => getChildren(job).length === 0);
  for (const name of new Set(single.map(({ tags }) => queues.name(tags)))) {
    const here = single.filter(({ tags }) => queues.name(tags) === name);
    await queues.queue(name).addBulk(here.map((job) => ({ name: job.kind, data: job, opts: jobOptions(job) })));
  }
  const trees = roots.filter((job) => !single.includes(job)).map(toNode);
  if (trees.length === 0) return;
  const flows = queues.flows();
  try {
    await flows.addBulk(trees);
  } finally {
    await flows.close().catch(() => undefined);
  }
}

function jobOptions({ id, limits }: Job): Bull.JobsOptions {
  return {
    jobId: id,
    ...attemptOptions(limits),
    removeOnComplete: { age: 7 * daySeconds, count: 10_000 },
    removeOnFail: { age: 30 * daySeconds, count: 10_000 },
  };
}

function attemptOptions({ attempts, backoffMs }: Job["limits"]): Bull.JobSchedulerTemplateOptions {
  return { attempts, backoff: { type: "exponential", delay: backoffMs }, stackTraceLimit: 0, keepLogs: 0 };
}

function scheduler(queues: BullQueues): QueueScheduler {
  return {
    async upsert(name, { cron, timezone }, job) {
      const queue = queues.name(job.tags);
      await queues.remember(queue);
      const opts = {
        ...attemptOptions(job.limits),
        removeOnComplete: { count: 1_000 },
        removeOnFail: { count: 1_000 },
      };
      const template = { name: job.kind, data: job, opts };
      await queues.queue(queue).upsertJobScheduler(name, { pattern: cron, tz: timezone }, template);
    },
    async remove(name) {
      for (const queue of await queues.all()) await queue.removeJobScheduler(name);
    },
    async next(name) {
      const found = await Promise.all((await queues.all()).map((queue) => queue.getJobScheduler(name)));
      return found.find((one) => one?.next !== undefined)?.next;
    },
    async times({ cron, timezone }, from, until, limit) {
      const times: number[] = [];
      for (let time = from; times.length < limit; ) {
        const next = queues.bull.getNextMillis(time, { pattern: cron, tz: timezone });
        if (next === undefined || next > until) break;
        times.push(next);
        time = next;
      }
      return times;
    },
  };
}
