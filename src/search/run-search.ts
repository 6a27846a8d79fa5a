import { errorMessage } from "../core/error-message.js";
import { ArgumentError, FailedError } from "../core/errors.js";
import type { Objective } from "./objective.js";
import { planSearch, type SearchOptions, type SearchPlan } from "./plan-search.js";
import type { ParamsOf, Space } from "./space.js";
import { type Study, studyOf } from "./study.js";
import type { Direction } from "./study-data.js";
import { hasEnded, type Trial } from "./trial.js";
import { TrialPruned } from "./trial-pruned.js";
import { trialRandom } from "./trial-random.js";
import { waitingTrial } from "./waiting-trial.js";

/** What a search needs of the world. */
export interface SearchEffects {
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

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
  effects: SearchEffects,
): Promise<Study<ParamsOf<Searched>>> {
  const plan = planSearch(direction, space, options as unknown as SearchOptions);
  const search = new RunningSearch(plan, objective as unknown as Objective, effects);
  return (await search.run()) as unknown as Study<ParamsOf<Searched>>;
}

/** One search while it runs: the only place where its trials change. */
class RunningSearch {
  readonly #plan: SearchPlan;
  readonly #objective: Objective;
  readonly #effects: SearchEffects;
  readonly #trials: Trial[];
  readonly #underWay = new Map<number, Promise<void>>();
  readonly #stop = new AbortController();
  #reports: Promise<void> = Promise.resolve();
  #fatal: { readonly thrown: unknown } | undefined;
  #lastFailure: unknown;

  constructor(plan: SearchPlan, objective: Objective, effects: SearchEffects) {
    this.#plan = plan;
    this.#objective = objective;
    this.#effects = effects;
    this.#trials = [...plan.trials];
  }

  async run(): Promise<Study> {
    const { signal, concurrency, timeBudgetMs, direction } = this.#plan;
    const stop = (): void => this.#stop.abort(signal?.reason);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    const stopped = new Promise<void>((resolve) => {
      this.#stop.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    const end = this.#effects.now() + timeBudgetMs;
    try {
      while (!this.#stop.signal.aborted) {
        const isFree = this.#underWay.size < concurrency && !(this.#effects.now() >= end);
        const trial = isFree ? this.#nextTrial() : undefined;
        if (trial !== undefined) this.#start(trial);
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
    if (this.#fatal !== undefined) throw this.#fatal.thrown;
    const interrupted = this.#stop.signal.aborted;
    this.#putBackUnfinished();
    const ended = this.#trials.filter(hasEnded);
    if (!interrupted && ended.length > 0 && !ended.some((trial) => trial.state !== "failed")) {
      const last = ended.at(-1)?.message;
      throw new FailedError(
        `${direction}: ${ended.length === 1 ? "the only trial" : `all ${ended.length} trials`} failed, the last with: ${last}`,
        { cause: this.#lastFailure },
      );
    }
    return this.#study(interrupted);
  }

  /** The next waiting trial, else a new one with a suggested point, else undefined. */
  #nextTrial(): Trial | undefined {
    const waiting = this.#trials.find((trial) => trial.state === "waiting");
    if (waiting !== undefined) return waiting;
    const { trialLimit, sampler, space, direction, seed } = this.#plan;
    const number = this.#trials.length;
    if (number >= trialLimit) return undefined;
    const params = sampler.suggest({ space, direction, trials: this.#trials, seed, random: trialRandom(seed, number) });
    return params === undefined ? undefined : waitingTrial(number, params);
  }

  #start(trial: Trial): void {
    const startedAt = this.#effects.now();
    this.#trials[trial.number] = { ...trial, state: "running", startedAt };
    const work = this.#evaluate(trial, startedAt).finally(() => this.#underWay.delete(trial.number));
    this.#underWay.set(trial.number, work);
  }

  async #evaluate(trial: Trial, startedAt: number): Promise<void> {
    const outcome = await this.#outcome(trial);
    if (this.#stop.signal.aborted && outcome.state === "failed") return;
    const running = this.#trials[trial.number];
    if (this.#fatal !== undefined || running?.state !== "running") return;
    const ended: Trial = { ...running, ...outcome, durationMs: this.#effects.now() - startedAt };
    this.#trials[trial.number] = ended;
    const study = this.#study(false);
    this.#reports = this.#reports.then(() => this.#report(ended, study));
    await this.#reports;
    this.#giveUpIfHopeless();
  }

  async #outcome({ number, params }: Trial): Promise<Pick<Trial, "state" | "value" | "message">> {
    try {
      const value: unknown = await this.#objective(params, {
        number,
        signal: this.#stop.signal,
        report: (step, reached) => this.#recordStep(number, step, reached),
      });
      if (typeof value === "number" && !Number.isNaN(value)) return { state: "complete", value, message: undefined };
      const seen = typeof value === "number" ? "NaN" : `${typeof value === "object" ? value : typeof value}`;
      return { state: "failed", value: undefined, message: `the objective gave ${seen} where it must give a number` };
    } catch (thrown) {
      if (thrown instanceof TrialPruned)
        return { state: "pruned", value: this.#lastReported(number), message: undefined };
      this.#lastFailure = thrown;
      return { state: "failed", value: undefined, message: errorMessage(thrown) };
    }
  }

  #recordStep(number: number, step: number, value: number): void {
    if (!Number.isSafeInteger(step) || step < 0 || typeof value !== "number") {
      throw new ArgumentError(`trial.report: needs a step of 0 or more and a number, got ${step} and ${value}`);
    }
    const trial = this.#trials[number];
    if (trial?.state !== "running" || trial.intermediate.some((point) => point.step === step)) return;
    const intermediate = [...trial.intermediate, { step, value }].sort((a, b) => a.step - b.step);
    const reported: Trial = { ...trial, intermediate };
    this.#trials[number] = reported;
    const { direction, pruner } = this.#plan;
    if (pruner?.shouldPrune({ direction, trials: this.#trials, trial: reported })) throw new TrialPruned();
  }

  /** Optuna too keeps the last value reported as the value of a pruned trial. */
  #lastReported(number: number): number | undefined {
    const value = this.#trials[number]?.intermediate.at(-1)?.value;
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  /** One report at a time, in the order in which trials end. */
  async #report(trial: Trial, study: Study): Promise<void> {
    if (this.#fatal !== undefined) return;
    try {
      await this.#plan.onTrial?.(trial, study);
    } catch (thrown) {
      this.#endWith(thrown);
    }
  }

  #giveUpIfHopeless(): void {
    const ended = this.#trials.filter(hasEnded);
    const last = ended.at(-1);
    if (ended.length < this.#plan.giveUpAfter || ended.length >= this.#plan.trialLimit || last === undefined) return;
    if (ended.some((trial) => trial.state !== "failed")) return;
    this.#endWith(
      new FailedError(
        `${this.#plan.direction}: gave up because the first ${ended.length} trials all failed, the last with: ${last.message}`,
        { cause: this.#lastFailure },
      ),
    );
  }

  #endWith(thrown: unknown): void {
    this.#fatal ??= { thrown };
    this.#stop.abort(thrown);
  }

  /** What was under way when the search stopped waits again, so that a resumed search evaluates the same points. */
  #putBackUnfinished(): void {
    for (const [number, trial] of this.#trials.entries()) {
      if (trial.state === "running") this.#trials[number] = waitingTrial(number, trial.params);
    }
  }

  #study(interrupted: boolean): Study {
    const { direction, space, sampler, seed } = this.#plan;
    return studyOf({ direction, space, sampler: sampler.kind, seed, trials: [...this.#trials], interrupted });
  }
}

/** Lets timers and signals in between two trials, so that Ctrl-C is heard although no trial ever waits. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
