import type * as Bull from "bullmq";
import type { Json } from "../../core/json.js";
import type { Job, JobProgress, JobRecord, JobState } from "../job.js";
import type { BullBackend } from "./bull-backend.js";

const queuesGroup = "queues";

/** The states of BullMQ. */
export const bullStates: Readonly<Record<JobState, readonly Bull.JobType[]>> = {
  waiting: ["waiting", "prioritized", "delayed", "waiting-children"],
  running: ["active"],
  done: ["completed"],
  failed: ["failed"],
};

/** A job as BullMQ has it. */
export type BullJob = Bull.Job<Job, Json>;

/** Opens queues of BullMQ: one per set of tags. */
export class BullQueues {
  private readonly open = new Map<string, Bull.Queue<Job, Json>>();
  readonly backend: BullBackend;
  readonly bull: typeof Bull;
  private readonly base: string;

  constructor(backend: BullBackend, bull: typeof Bull, base: string) {
    this.backend = backend;
    this.bull = bull;
    this.base = base;
  }

  /** The name of the queue for jobs that need these tags; BullMQ separates parts of keys by colons. */
  name(tags: readonly string[]): string {
    return [this.base, ...[...tags].sort()].join("~").replaceAll(":", "_");
  }

  queue(name: string): Bull.Queue<Job, Json> {
    let queue = this.open.get(name);
    if (queue === undefined) {
      queue = this.make(this.bull.Queue<Job, Json>, name);
      queue.on("error", () => undefined);
      this.open.set(name, queue);
    }
    return queue;
  }

  /** The queues that anyone has used. */
  async all(): Promise<readonly Bull.Queue<Job, Json>[]> {
    const names = (await this.backend.values.list(queuesGroup)).map(({ name }) => name);
    return [...new Set([this.name([]), ...names])].map((name) => this.queue(name));
  }

  async remember(name: string): Promise<void> {
    await this.backend.values.set(queuesGroup, name, true);
  }

  async find(id: string): Promise<BullJob | undefined> {
    return (await this.findIn(id))?.job;
  }

  /** A job with its state. The job is read after its state, so that one that has ended has its outcome. */
  async read(id: string): Promise<JobRecord | undefined> {
    const found = await this.findIn(id);
    if (found === undefined) return undefined;
    const state = toState(await found.job.getState());
    const job = (await found.queue.getJob(id)) ?? found.job;
    return toRecord(job as BullJob, state);
  }

  private async findIn(id: string): Promise<{ readonly job: BullJob; readonly queue: Bull.Queue } | undefined> {
    for (const queue of await this.all()) {
      const job = await queue.getJob(id);
      if (job) return { job: job as BullJob, queue };
    }
    return undefined;
  }

  flows(): Bull.FlowProducer {
    const options = { connection: this.backend.connection as Bull.ConnectionOptions };
    const factory = this.backend.factory as Bull.BackendFactory | undefined;
    const flows = new this.bull.FlowProducer(options, ...((factory === undefined ? [] : [factory]) as []));
    flows.on("error", () => undefined);
    return flows as Bull.FlowProducer;
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map((queue) => queue.close().catch(() => undefined)));
    await this.backend.close();
  }

  private make<Made>(Type: new (...args: never[]) => Made, name: string): Made {
    const args = [name, { connection: this.backend.connection }, this.backend.factory].filter(Boolean);
    return new Type(...(args as never[]));
  }
}

/** A job with a known state. */
export function toRecord(job: BullJob, state: JobState): JobRecord {
  const ended = state === "done" || state === "failed";
  return {
    job: { ...job.data, id: job.id ?? job.data.id },
    state,
    progress: typeof job.progress === "object" ? (job.progress as unknown as JobProgress) : undefined,
    attempts: job.attemptsMade,
    submittedAt: job.timestamp,
    startedAt: job.processedOn,
    endedAt: ended ? job.finishedOn : undefined,
    message: job.failedReason || undefined,
  };
}

function toState(state: string): JobState {
  const states = Object.keys(bullStates) as JobState[];
  return states.find((name) => (bullStates[name] as readonly string[]).includes(state)) ?? "waiting";
}
