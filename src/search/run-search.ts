import { errorMessage } from "../core/error-message.js";
import { FailedError, TimeoutError } from "../core/errors.js";
import { formatDuration } from "../core/format-duration.js";
import type { Objective } from "./objective.js";
import { planSearch, type SearchOptions, type SearchPlan } from "./plan-search.js";
import type { ParamsOf, Space } from "./space/space.js";
import { type Study, toStudy } from "./study.js";
import type { Direction } from "./study-data.js";
import { type StudyEffects, StudySession, type TrialOutcome } from "./study-session.js";
import { hasEnded, type Trial } from "./trial.js";
import { TrialPruned } from "./trial-pruned.js";

/**
 * Runs a search to its end and gives the study. `minimize` and `maximize` are this with the real clock.
 *
 * With one trial at a time the study depends on nothing but the arguments and what the objective gives, to the bit.
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

/** What a search with one objective and one with several do differently. */
export interface SearchKind {
  /** What the trial has become by what the objective gave. */
  outcome(given: unknown): TrialOutcome;
  /** The study of the trials. */
  study(trials: readonly Trial[], interrupted: boolean, seed: number): unknown;
}

/** One search while it runs. */
export class RunningSearch {
  readonly #plan: SearchPlan;
  readonly #objective: Objective<unknown, unknown>;
  readonly #kind: SearchKind;
  readonly #underWay = new Map<number, Promise<void>>();
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
    const { signal, concurrency, timeoutMs, caller, trialLimit } = this.#plan;
    const stop = (): void => this.#stop.abort(signal?.reason);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    const stopped = new Promise<void>((resolve) => {
      this.#stop.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    const end = effects.now() + timeoutMs;
    const session = await StudySession.open(this.#plan, effects);
    try {
      while (!this.#stop.signal.aborted) {
        const isFree = this.#underWay.size < concurrency && !(effects.now() >= end);
        const trial = isFree ? await session.ask(trialLimit) : undefined;
        if (trial !== undefined) this.#start(session, trial);
        else if (this.#underWay.size === 0) break;
        if (trial === undefined || this.#underWay.size >= concurrency) {
          await Promise.race([stopped, ...this.#underWay.values()]);
          await nextTurn();
        }
      }
    } finally {
      signal?.removeEventListener("abort", stop);
    }
    await this.#reports;
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
        `${caller}: ${ended.length === 1 ? "the only trial" : `all ${ended.length} trials`} failed, the last with: ${last}`,
        { cause: this.#lastFailure },
      );
    }
    return this.#study(session, interrupted);
  }

  #start(session: StudySession, trial: Trial): void {
    this.#unfinished.add(trial.number);
    const work = this.#evaluate(session, trial)
      .catch((thrown: unknown) => this.#endWith(thrown))
      .finally(() => this.#underWay.delete(trial.number));
    this.#underWay.set(trial.number, work);
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
    const study = this.#study(session, false);
    this.#reports = this.#reports.then(() => this.#report(ended, study));
    await this.#reports;
    this.#giveUpIfHopeless(session);
  }

  async #outcome(session: StudySession, trial: Trial): Promise<TrialOutcome> {
    const ownStop = new AbortController();
    const stop = (): void => ownStop.abort(this.#stop.signal.reason);
    if (this.#stop.signal.aborted) stop();
    this.#stop.signal.addEventListener("abort", stop, { once: true });
    let isOver = false;
    const evaluation = async (): Promise<unknown> =>
      this.#objective(trial.params, {
        number: trial.number,
        signal: ownStop.signal,
        report: (step, reached) => {
          if (!isOver && session.report(trial.number, step, reached)) throw new TrialPruned();
        },
      });
    try {
      return this.#kind.outcome(await withinLimit(evaluation, this.#plan.trialTimeoutMs, ownStop));
    } catch (thrown) {
      if (thrown instanceof TrialPruned) return { state: "pruned", value: undefined, message: undefined };
      this.#lastFailure = thrown;
      return { state: "failed", value: undefined, message: errorMessage(thrown) };
    } finally {
      isOver = true;
      this.#stop.signal.removeEventListener("abort", stop);
    }
  }

  /** One report at a time, in the order in which trials end. */
  async #report(trial: Trial, study: unknown): Promise<void> {
    if (this.#fatal !== undefined) return;
    try {
      await this.#plan.onTrial?.(trial, study as Study);
    } catch (thrown) {
      this.#endWith(thrown);
    }
  }

  #giveUpIfHopeless(session: StudySession): void {
    const ended = session.trials().filter(hasEnded);
    const last = ended.at(-1);
    if (ended.length < this.#plan.giveUpAfter || ended.length >= this.#plan.trialLimit || last === undefined) return;
    if (ended.some((trial) => trial.state !== "failed")) return;
    this.#endWith(
      new FailedError(
        `${this.#plan.caller}: gave up because the first ${ended.length} trials all failed, the last with: ${last.message}`,
        { cause: this.#lastFailure },
      ),
    );
  }

  #endWith(thrown: unknown): void {
    this.#fatal ??= { thrown };
    this.#stop.abort(thrown);
  }

  #study(session: StudySession, interrupted: boolean): unknown {
    return this.#kind.study(session.trials(), interrupted, session.plan.seed);
  }
}

/** What one objective gave: a number, or a failure. */
export function numberOutcome(given: unknown): TrialOutcome {
  if (typeof given === "number" && !Number.isNaN(given)) return { state: "complete", value: given, message: undefined };
  const seen = typeof given === "number" ? "NaN" : `${typeof given === "object" ? given : typeof given}`;
  return { state: "failed", value: undefined, message: `the objective gave ${seen} where it must give a number` };
}

/** The result of work, or a TimeoutError when it takes longer; its signal ends then. */
async function withinLimit(
  work: () => Promise<unknown>,
  limitMs: number | undefined,
  stop: AbortController,
): Promise<unknown> {
  if (limitMs === undefined) return await work();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new TimeoutError(`the trial took longer than ${formatDuration(limitMs)} and was ended`);
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

/** Lets timers and signals in between two trials, so that Ctrl-C is heard although no trial ever waits. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
