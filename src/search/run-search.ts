import { errorMessage } from "../core/error-message.js";
import { FailedError, TimeoutError } from "../core/errors.js";
import { formatDuration } from "../core/format-duration.js";
import type { Objective } from "./objective.js";
import { planSearch, type SearchPlan } from "./plan-search.js";
import type { SearchOptions } from "./search-options.js";
import { searchProgress } from "./search-progress.js";
import type { ParamsOf, Space } from "./space/space.js";
import { type Study, toStudy } from "./study.js";
import type { Direction } from "./study-data.js";
import { type StudyEffects, StudySession, type TrialOutcome } from "./study-session.js";
import { hasEnded, type Trial } from "./trial.js";
import { TrialPruned } from "./trial-pruned.js";

/**
 * Implements `minimize` and `maximize` with the clock and files as arguments.
 *
 * With one trial at a time the study is deterministic: it depends only on the arguments and the results of the
 * objective.
 */
export async function runSearch<Searched extends Space>(
  direction: Direction,
  space: Searched,
  objective: Objective<ParamsOf<Searched>>,
  options: SearchOptions<ParamsOf<Searched>>,
  effects: StudyEffects,
): Promise<Study<ParamsOf<Searched>>> {
  const plan = planSearch(direction, direction, space, options as unknown as SearchOptions);
  const { sampler } = plan;
  const search = new RunningSearch(plan, objective as unknown as Objective<unknown, unknown>, {
    outcome: numberOutcome,
    study: (trials, interrupted, seed): unknown =>
      toStudy({ direction, space, sampler: sampler.kind, seed, trials, interrupted }),
  });
  return (await search.run(effects)) as Study<ParamsOf<Searched>>;
}

/** The differences between a search with one and with several objectives. */
export interface SearchKind {
  /** The outcome of a trial from the result of the objective. */
  outcome(result: unknown): TrialOutcome;
  /** The study of the trials. */
  study(trials: readonly Trial[], interrupted: boolean, seed: number): unknown;
}

/** A running search. */
export class RunningSearch {
  readonly #plan: SearchPlan;
  readonly #objective: Objective<unknown, unknown>;
  readonly #kind: SearchKind;
  readonly #running = new Map<number, Promise<void>>();
  readonly #unfinished = new Set<number>();
  readonly #stop = new AbortController();
  #reports: Promise<void> = Promise.resolve();
  #fatal: { readonly thrown: unknown } | undefined;
  #lastFailure: unknown;

  constructor(plan: SearchPlan, objective: Objective<unknown, unknown>, kind: SearchKind) {
    this.#plan = plan;
    this.#objective = objective;
    this.#kind = kind;
  }

  async run(effects: StudyEffects): Promise<unknown> {
    const { signal } = this.#plan;
    const stop = (): void => this.#stop.abort(signal?.reason);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      const end = effects.now() + this.#plan.timeoutMs;
      const session = await StudySession.open(this.#plan, effects);
      try {
        await this.#runTrials(session, () => effects.now() >= end);
        return await this.#end(session);
      } finally {
        await session.close();
      }
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  async #runTrials(session: StudySession, isLate: () => boolean): Promise<void> {
    const { concurrency, trialLimit } = this.#plan;
    const stopped = new Promise<void>((resolve) => {
      this.#stop.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    this.#reportProgress(session);
    while (!this.#stop.signal.aborted) {
      const isFree = this.#running.size < concurrency && !isLate();
      const trial = isFree ? await session.ask(trialLimit) : undefined;
      if (trial !== undefined) this.#start(session, trial);
      else if (this.#running.size === 0) break;
      if (trial === undefined || this.#running.size >= concurrency) {
        await Promise.race([stopped, ...this.#running.values()]);
        await nextTurn();
      }
    }
    await this.#reports;
  }

  async #end(session: StudySession): Promise<unknown> {
    const { caller } = this.#plan;
    const interrupted = this.#stop.signal.aborted;
    const unfinished = [...this.#unfinished];
    this.#unfinished.clear();
    try {
      await session.release(unfinished);
    } catch (thrown) {
      this.#fatal ??= { thrown };
    }
    if (this.#fatal !== undefined) throw this.#fatal.thrown;
    const ended = session.trials().filter(hasEnded);
    if (!interrupted && ended.length > 0 && !ended.some((trial) => trial.state !== "failed")) {
      const last = ended.at(-1)?.message;
      throw new FailedError(
        `${caller}: ${ended.length === 1 ? "the only trial" : `all ${ended.length} trials`} failed, the last with: ${last}; fix the objective and search again`,
        { cause: this.#lastFailure },
      );
    }
    return this.#study(session, interrupted);
  }

  #start(session: StudySession, trial: Trial): void {
    this.#unfinished.add(trial.number);
    const work = this.#evaluate(session, trial)
      .catch((thrown: unknown) => this.#fail(thrown))
      .finally(() => this.#running.delete(trial.number));
    this.#running.set(trial.number, work);
  }

  async #evaluate(session: StudySession, trial: Trial): Promise<void> {
    const { number } = trial;
    let outcome = await this.#outcome(session, trial);
    for (let attempt = 0; attempt < this.#plan.retries && outcome.state === "failed"; attempt++) {
      if (this.#stop.signal.aborted) break;
      session.restart(number);
      outcome = await this.#outcome(session, trial);
    }
    if (this.#stop.signal.aborted && outcome.state === "failed") return;
    if (this.#fatal !== undefined || !this.#unfinished.has(number)) return;
    const ended = await session.tell(number, outcome);
    this.#unfinished.delete(number);
    if (ended === undefined) return;
    this.#reportProgress(session);
    const study = this.#study(session, false);
    this.#reports = this.#reports.then(() => this.#report(ended, study));
    await this.#reports;
    this.#giveUpIfHopeless(session);
  }

  async #outcome(session: StudySession, trial: Trial): Promise<TrialOutcome> {
    const trialStop = new AbortController();
    const stop = (): void => trialStop.abort(this.#stop.signal.reason);
    if (this.#stop.signal.aborted) stop();
    this.#stop.signal.addEventListener("abort", stop, { once: true });
    let isOver = false;
    const evaluation = async (): Promise<unknown> =>
      this.#objective(trial.params, {
        number: trial.number,
        signal: trialStop.signal,
        report: (step, reached) => {
          if (!isOver && session.report(trial.number, step, reached)) throw new TrialPruned();
        },
      });
    try {
      return this.#kind.outcome(await withinLimit(evaluation, this.#plan.trialTimeoutMs, trialStop));
    } catch (thrown) {
      if (thrown instanceof TrialPruned) return { state: "pruned", value: undefined, message: undefined };
      this.#lastFailure = thrown;
      return { state: "failed", value: undefined, message: errorMessage(thrown) };
    } finally {
      isOver = true;
      this.#stop.signal.removeEventListener("abort", stop);
    }
  }

  #reportProgress(session: StudySession): void {
    const { onProgress, directions, direction, trialLimit } = this.#plan;
    if (onProgress === undefined) return;
    const trials = session.trials();
    onProgress(searchProgress(directions === undefined ? { direction, trials } : { directions, trials }, trialLimit));
  }

  /** Calls `onTrial` sequentially, in the order in which trials end. */
  async #report(trial: Trial, study: unknown): Promise<void> {
    if (this.#fatal !== undefined) return;
    try {
      await this.#plan.onTrial?.(trial, study as Study);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #giveUpIfHopeless(session: StudySession): void {
    const ended = session.trials().filter(hasEnded);
    const last = ended.at(-1);
    if (ended.length < this.#plan.giveUpAfter || ended.length >= this.#plan.trialLimit || last === undefined) return;
    if (ended.some((trial) => trial.state !== "failed")) return;
    this.#fail(
      new FailedError(
        `${this.#plan.caller}: gave up because the first ${ended.length} trials all failed, the last with: ${last.message}; fix the objective and search again`,
        { cause: this.#lastFailure },
      ),
    );
  }

  #fail(thrown: unknown): void {
    this.#fatal ??= { thrown };
    this.#stop.abort(thrown);
  }

  #study(session: StudySession, interrupted: boolean): unknown {
    return this.#kind.study(session.trials(), interrupted, session.plan.seed);
  }
}

/** The outcome of a trial from the result of a single objective, or a failure. */
export function numberOutcome(result: unknown): TrialOutcome {
  if (typeof result === "number" && !Number.isNaN(result))
    return { state: "complete", value: result, message: undefined };
  const seen = typeof result === "number" ? "NaN" : `${typeof result === "object" ? result : typeof result}`;
  return { state: "failed", value: undefined, message: `the objective returned ${seen}, expected a number` };
}

/** The result of `work`; a TimeoutError, and an aborted signal, when it takes longer than the limit. */
async function withinLimit(
  work: () => Promise<unknown>,
  limitMs: number | undefined,
  stop: AbortController,
): Promise<unknown> {
  if (limitMs === undefined) return await work();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new TimeoutError(
        `the trial exceeded trialTimeoutMs (${formatDuration(limitMs)}); raise it or make the trial cheaper`,
      );
      reject(error);
      stop.abort(error);
    }, limitMs);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Yields to timers and signals between trials, so that Ctrl-C works with synchronous objectives. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
