import { Worker } from "node:worker_threads";
import { FailedError, InterruptedError, TimeoutError } from "../core/errors.js";
import { formatDuration } from "../core/format-duration.js";
import type { TrialContext } from "../search/objective.js";
import { TrialPruned } from "../search/trial-pruned.js";

/** Settings of a worker pool. */
export interface WorkerPoolSettings {
  readonly workers: number;
  readonly timeoutMs: number | undefined;
  readonly memoryMb: number | undefined;
  /** Sent once to each worker. */
  readonly workerData: {
    readonly moduleUrl: string;
    readonly exportName: string;
    readonly data: unknown;
  };
}

interface Job {
  readonly params: unknown;
  readonly number: number;
  readonly report: TrialContext["report"] | undefined;
  readonly settle: (outcome: { readonly value: unknown } | { readonly error: Error }) => void;
}

interface Member {
  readonly worker: Worker;
  job: Job | undefined;
  isReady: boolean;
  timer: NodeJS.Timeout | undefined;
  death: Error | undefined;
}

type Message =
  | { readonly kind: "ready" }
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error" | "pruned" | "unprepared"; readonly error: WorkerFault }
  | { readonly kind: "report"; readonly step: number; readonly value: number; readonly gate: Int32Array };

interface WorkerFault {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

const entry = new URL("./assets/objective-worker.mjs", import.meta.url);

/**
 * Worker threads that evaluate one point at a time each. They start on demand; a crashed one is replaced on demand.
 * Only a worker with a point prevents the process from exiting.
 */
export class WorkerPool {
  readonly #settings: WorkerPoolSettings;
  readonly #members = new Set<Member>();
  readonly #waiting: Job[] = [];
  #isClosed = false;

  constructor(settings: WorkerPoolSettings) {
    this.#settings = settings;
  }

  async evaluate(params: unknown, trial: TrialContext | undefined): Promise<unknown> {
    const { number = 0, signal, report } = trial ?? {};
    if (this.#isClosed)
      throw new InterruptedError("workerObjective: the workers are closed; create a new workerObjective");
    if (signal?.aborted)
      throw new InterruptedError(`workerObjective: trial ${number} was interrupted; search again to go on`);
    return await new Promise<unknown>((resolve, reject) => {
      const stop = (): void =>
        this.#drop(
          job,
          new InterruptedError(`workerObjective: trial ${number} was interrupted; search again to go on`),
        );
      const job: Job = {
        params,
        number,
        report,
        settle: (outcome) => {
          signal?.removeEventListener("abort", stop);
          if ("value" in outcome) resolve(outcome.value);
          else reject(outcome.error);
        },
      };
      signal?.addEventListener("abort", stop, { once: true });
      this.#waiting.push(job);
      this.#assign();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = (): Error =>
      new InterruptedError("workerObjective: closed during the trial; close it after the search");
    for (const job of this.#waiting.splice(0)) job.settle({ error: closed() });
    await Promise.all([...this.#members].map((member) => this.#end(member, closed())));
  }

  #assign(): void {
    while (this.#waiting.length > 0 && !this.#isClosed) {
      const idle = [...this.#members].find(({ job }) => job === undefined);
      if (idle === undefined && this.#members.size >= this.#settings.workers) return;
      const job = this.#waiting.shift();
      if (job === undefined) return;
      try {
        this.#give(job, idle ?? this.#start());
      } catch (thrown) {
        job.settle({ error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
      }
    }
  }

  #give(job: Job, member: Member): void {
    member.job = job;
    member.worker.ref();
    member.worker.postMessage({ params: job.params, number: job.number });
    if (member.isReady) this.#watch(member, job);
  }

  #start(): Member {
    const { memoryMb, workerData } = this.#settings;
    const worker = new Worker(entry, {
      workerData,
      resourceLimits: memoryMb === undefined ? undefined : { maxOldGenerationSizeMb: memoryMb },
    });
    const member: Member = { worker, job: undefined, isReady: false, timer: undefined, death: undefined };
    this.#members.add(member);
    worker.on("message", (message: Message) => this.#onMessage(member, message));
    worker.on("error", (error) => {
      member.death = error instanceof Error ? error : new Error(String(error));
    });
    worker.on("exit", (code) => this.#onExit(member, code));
    return member;
  }

  #onMessage(member: Member, message: Message): void {
    switch (message.kind) {
      case "ready":
        member.isReady = true;
        if (member.job !== undefined) this.#watch(member, member.job);
        return;
      case "value":
        this.#finish(member, { value: message.value });
        this.#assign();
        return;
      case "error":
        this.#finish(member, { error: toError(message.error) });
        this.#assign();
        return;
      case "pruned":
        this.#finish(member, { error: new TrialPruned(message.error.message) });
        this.#assign();
        return;
      case "report":
        replyToReport(member.job, message.step, message.value, message.gate);
        return;
      case "unprepared":
        void this.#end(member, toError(message.error));
        this.#assign();
        return;
    }
  }

  #watch(member: Member, job: Job): void {
    const { timeoutMs } = this.#settings;
    if (timeoutMs === undefined) return;
    member.timer = setTimeout(() => {
      const error = new TimeoutError(
        `workerObjective: trial ${job.number} exceeded timeoutMs (${formatDuration(timeoutMs)}); raise timeoutMs`,
      );
      this.#drop(job, error);
    }, timeoutMs);
  }

  /** Cancels a job and terminates its worker. */
  #drop(job: Job, error: Error): void {
    const index = this.#waiting.indexOf(job);
    if (index >= 0) this.#waiting.splice(index, 1);
    const member = [...this.#members].find((candidate) => candidate.job === job);
    if (member === undefined) job.settle({ error });
    else void this.#end(member, error);
    this.#assign();
  }

  #finish(member: Member, outcome: { readonly value: unknown } | { readonly error: Error }): void {
    clearTimeout(member.timer);
    const { job } = member;
    member.job = undefined;
    member.worker.unref();
    job?.settle(outcome);
  }

  async #end(member: Member, error: Error): Promise<void> {
    this.#members.delete(member);
    this.#finish(member, { error });
    await member.worker.terminate();
  }

  #onExit(member: Member, code: number): void {
    this.#members.delete(member);
    if (member.job === undefined) return;
    const reason = member.death === undefined ? `with exit code ${code}` : `with ${member.death.message}`;
    const error = new FailedError(
      `workerObjective: the worker of trial ${member.job.number} exited ${reason}; check its memory and its calls of process.exit`,
      {
        cause: member.death,
      },
    );
    this.#finish(member, { error });
    this.#assign();
  }
}

/** Replies to a report: 1 continues, 2 prunes the trial, 3 means that the report was invalid. */
function replyToReport(job: Job | undefined, step: number, value: number, gate: Int32Array): void {
  let reply = 1;
  try {
    job?.report?.(step, value);
  } catch (thrown) {
    reply = thrown instanceof TrialPruned ? 2 : 3;
  }
  Atomics.store(gate, 0, reply);
  Atomics.notify(gate, 0);
}

function toError({ name, message, stack }: WorkerFault): Error {
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
