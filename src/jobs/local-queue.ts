import { EnvironmentError } from "../core/errors.js";
import type { Json } from "../core/json.js";
import { attemptJob, cancelGroup } from "./attempt-job.js";
import type { Job, JobProgress, JobRecord, JobState } from "./job.js";
import type {
  JobQueue,
  JobRunner,
  KeyValues,
  QueueWorker,
  StopReason,
  WorkerRecord,
  WorkOptions,
} from "./job-queue.js";

const noSchedules = async (): Promise<never> => {
  throw new EnvironmentError(
    "queue: the local queue has no schedules; use --queue redis://... or postgres://..., or render a file with cuaderno schedule render",
  );
};

const allStates: readonly JobState[] = ["waiting", "running", "done", "failed"];

interface Entry {
  record: JobRecord;
  notBefore: number;
  stop: AbortController | undefined;
}

type TakeEntry = (entry: Entry, run: JobRunner, options: WorkOptions) => Promise<void>;

/** Jobs in this process, lost when it ends: for one machine, and for tests. */
export function localQueue(): JobQueue {
  const entries = new Map<string, Entry>();
  const workers = new Map<string, () => WorkerRecord>();
  const values = memoryValues();
  const get: JobQueue["get"] = async (ids) => ids.map((id) => entries.get(id)?.record);
  const take: TakeEntry = (entry, run, options) => takeEntry(entry, run, options, { get, values });
  const add = (job: Job): void => {
    const record: JobRecord = { job, state: "waiting", attempts: 0, submittedAt: Date.now() };
    entries.set(job.id, { record, notBefore: 0, stop: undefined });
  };
  return {
    name: "local",
    values,
    get,
    async submit(jobs, { force = false } = {}) {
      return jobs.map((job) => {
        const state = entries.get(job.id)?.record.state;
        if (state === "waiting" || state === "running" || (state === "done" && !force))
          return { id: job.id, status: state };
        void values.delete(cancelGroup, job.id);
        add(job);
        return { id: job.id, status: state === undefined ? ("added" as const) : ("retried" as const) };
      });
    },
    async list({ states = allStates, limit = 100 } = {}) {
      const records = [...entries.values()].map(({ record }) => record).reverse();
      return records.filter(({ state }) => states.includes(state)).slice(0, limit);
    },
    async cancel(id, reason) {
      const entry = entries.get(id);
      const state = entry?.record.state;
      if (entry === undefined || state === "done" || state === "failed") return state;
      await values.set(cancelGroup, id, reason);
      if (state === "waiting") {
        const outcome = { status: "cancelled" as const, exitCode: 130, message: reason };
        finish(entry, "failed", { attempt: 0, worker: "", cells: [], cellsBefore: 0, outcome }, reason);
      }
      return state;
    },
    async retry(id) {
      const entry = entries.get(id);
      if (entry?.record.state !== "failed") return false;
      await values.delete(cancelGroup, id);
      add(entry.record.job);
      return true;
    },
    work: async (options, run) => localWorker(entries, workers, options, (entry) => take(entry, run, options)),
    workers: async () => [...workers.values()].map((read) => read()),
    schedules: { upsert: noSchedules, remove: noSchedules, next: noSchedules, times: noSchedules },
    async close() {
      for (const { stop } of entries.values()) stop?.abort("handed back" satisfies StopReason);
    },
  };
}

/** One attempt of a job. */
async function takeEntry(
  entry: Entry,
  run: JobRunner,
  { name, pollMs = 200 }: WorkOptions,
  queue: Pick<JobQueue, "get" | "values">,
): Promise<void> {
  const { job, attempts } = entry.record;
  const stop = new AbortController();
  entry.stop = stop;
  entry.record = { ...entry.record, state: "running", startedAt: Date.now() };
  const store = async (progress: JobProgress): Promise<void> => {
    entry.record = { ...entry.record, progress };
  };
  const options = { queue, worker: name, attempt: attempts + 1, stop, pollMs, run, store };
  const end = await attemptJob(job, options);
  entry.stop = undefined;
  switch (end.kind) {
    case "wait":
    case "hand back":
    case "lost":
      entry.record = { ...entry.record, state: "waiting" };
      entry.notBefore = performance.now() + (end.kind === "wait" ? 50 : 0);
      break;
    case "retry":
      finish(entry, "waiting", end.progress, end.message);
      entry.notBefore = performance.now() + job.limits.backoffMs * 2 ** attempts;
      break;
    case "done":
      finish(entry, "done", end.progress);
      break;
    case "failed":
      finish(entry, "failed", end.progress, end.message);
      break;
  }
}

function finish(entry: Entry, state: JobState, progress: JobProgress, message?: string): void {
  const attempts = entry.record.attempts + 1;
  entry.record = { ...entry.record, state, progress, message, attempts, endedAt: Date.now() };
}

function localWorker(
  entries: ReadonlyMap<string, Entry>,
  workers: Map<string, () => WorkerRecord>,
  { name, concurrency = 1, tags = [], image, version }: WorkOptions,
  take: (entry: Entry) => Promise<void>,
): QueueWorker {
  const active = new Map<string, Entry>();
  const since = new Date().toISOString();
  workers.set(name, () => ({ name, concurrency, active: [...active.keys()], tags, image, version, since }));
  const known = [...tags, ...(image === undefined ? [] : [`image=${image}`])];
  const next = (): void => {
    for (const entry of entries.values()) {
      const { job, state } = entry.record;
      if (active.size >= concurrency) return;
      if (state !== "waiting" || performance.now() < entry.notBefore) continue;
      if (!job.tags.every((tag) => known.includes(tag))) continue;
      active.set(job.id, entry);
      void take(entry).finally(() => {
        active.delete(job.id);
        if (!stopped) next();
      });
    }
  };
  const timer = setInterval(next, 25);
  let stopped = false;
  const waits = (): boolean => [...entries.values()].some(({ record }) => record.state === "waiting");
  return {
    active: () => active.size,
    async idle(quietMs = 50) {
      for (let since = performance.now(); performance.now() - since < quietMs; ) {
        if (active.size > 0 || waits()) since = performance.now();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async stop({ graceMs = Number.POSITIVE_INFINITY } = {}) {
      stopped = true;
      clearInterval(timer);
      workers.delete(name);
      const end = performance.now() + graceMs;
      while (active.size > 0 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
      for (const { stop } of active.values()) stop?.abort("handed back" satisfies StopReason);
      while (active.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}

function memoryValues(): KeyValues {
  const groups = new Map<string, Map<string, { readonly value: Json; readonly until: number }>>();
  const group = (name: string): Map<string, { readonly value: Json; readonly until: number }> => {
    const found = groups.get(name) ?? new Map();
    groups.set(name, found);
    for (const [key, { until }] of found) if (until <= performance.now()) found.delete(key);
    return found;
  };
  return {
    get: async (name, key) => group(name).get(key)?.value,
    async set(name, key, value, { ttlMs = Number.POSITIVE_INFINITY } = {}) {
      group(name).set(key, { value, until: performance.now() + ttlMs });
    },
    async delete(name, key) {
      group(name).delete(key);
    },
    list: async (name) =>
      [...group(name)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { value }]) => ({ name: key, value })),
  };
}
