import { ArgumentError } from "../core/errors.js";
import type { JournalLog } from "./journal/journal-log.js";
import { journalTrials } from "./journal/journal-trials.js";
import { agrees, type StudyPlan, startTrial } from "./plan-search.js";
import { completePoint } from "./samplers/random-sampler.js";
import { trialRandom } from "./samplers/trial-random.js";
import type { Params } from "./space/space.js";
import { hasEnded, type Trial } from "./trial.js";
import { memoryTrials, type TrialStore } from "./trial-store.js";
import { waitingTrial } from "./waiting-trial.js";

/** The effects that a study needs. */
export interface StudyEffects {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Opens the journal at a path; without it studies are in memory only. */
  readonly openJournal?: ((path: string) => JournalLog) | undefined;
}

/** How a trial ended. */
export type TrialOutcome = Pick<Trial, "state" | "value" | "values" | "message">;

/** A running study; all changes to its trials go through it. */
export class StudySession {
  readonly plan: StudyPlan;
  readonly #store: TrialStore;
  readonly #now: () => number;

  private constructor(plan: StudyPlan, store: TrialStore, now: () => number) {
    this.plan = plan;
    this.#store = store;
    this.#now = now;
  }

  static async open(plan: StudyPlan, { now, openJournal }: StudyEffects): Promise<StudySession> {
    const { caller, storage, startPoints } = plan;
    if (storage === undefined) return new StudySession(plan, memoryTrials(plan.seed, plan.trials), now);
    const log = typeof storage === "string" ? openJournal?.(storage) : storage;
    if (log === undefined) throw new ArgumentError(`${caller}: no files can be written here; leave out storage`);
    try {
      const store = await journalTrials(log, plan);
      const session = new StudySession({ ...plan, seed: store.seed }, store, now);
      if (startPoints.length > 0) await session.enqueue(startPoints);
      return session;
    } catch (thrown) {
      await log.close?.();
      throw thrown;
    }
  }

  trials(): readonly Trial[] {
    return this.#store.trials();
  }

  /** Adds the start points that no trial has. */
  async enqueue(points: readonly Readonly<Partial<Params>>[]): Promise<void> {
    await this.#store.add((trials) =>
      points
        .filter((point) => !trials.some(({ params }) => agrees(point, params)))
        .map((point, index) => startTrial(this.plan, trials.length + index, point)),
    );
  }

  /** Starts the next waiting trial, or a new one with a suggested point; undefined when the limit is reached. */
  async ask(limit: number): Promise<Trial | undefined> {
    const { sampler, space, direction, directions, seed, constraint } = this.plan;
    return await this.#store.claim((trials) => {
      const startedAt = this.#now();
      const waiting = trials.find(({ state }) => state === "waiting");
      if (waiting !== undefined) {
        const params = completePoint(space, waiting.params, trialRandom(seed, waiting.number));
        return { ...waitingTrial(waiting.number, params), state: "running", startedAt };
      }
      const number = trials.length;
      if (number >= limit) return undefined;
      const random = trialRandom(seed, number);
      const params = sampler.suggest({
        space,
        direction,
        directions,
        trials,
        seed,
        random,
        constraint,
      });
      return params && { ...waitingTrial(number, params), state: "running", startedAt };
    });
  }

  /** Records an intermediate value of a running trial; returns whether the pruner ends it. */
  report(number: number, step: number, value: number): boolean {
    if (!Number.isSafeInteger(step) || step < 0 || typeof value !== "number") {
      throw new ArgumentError(
        `trial.report: expected an integer step >= 0 and a number, got ${step} and ${value}; for example trial.report(1, 0.42)`,
      );
    }
    const trials = this.trials();
    const trial = trials[number];
    if (trial?.state !== "running" || trial.intermediate.some((point) => point.step === step)) return false;
    const intermediate = [...trial.intermediate, { step, value }].sort((a, b) => a.step - b.step);
    const reported: Trial = { ...trial, intermediate };
    // An error of this write is thrown at the end of the trial, which waits for it.
    this.#store.record(reported).catch(() => {});
    const { direction, pruner } = this.plan;
    return pruner?.shouldPrune({ direction, trials: trials.with(number, reported), trial: reported }) ?? false;
  }

  /** Removes the intermediate values of a running trial, for a retry. */
  restart(number: number): void {
    const trial = this.trials()[number];
    if (trial?.state === "running") this.#store.record({ ...trial, intermediate: [] }).catch(() => {});
  }

  /** Ends a running trial; undefined when it is not running, or was ended by another process. */
  async tell(number: number, outcome: TrialOutcome): Promise<Trial | undefined> {
    const trial = this.trials()[number];
    if (trial?.state !== "running") return undefined;
    const value = outcome.state === "pruned" ? (outcome.value ?? lastReported(trial)) : outcome.value;
    const ended: Trial = { ...trial, ...outcome, value, durationMs: this.#now() - (trial.startedAt ?? 0) };
    await this.#store.record(ended);
    const stored = this.trials()[number];
    return stored !== undefined && hasEnded(stored) ? stored : undefined;
  }

  /** Releases the connections of the storage; the trials are still there. */
  async close(): Promise<void> {
    await this.#store.close();
  }

  /** Returns running trials to the waiting state, so that a resumed search evaluates the same points. */
  async release(numbers: readonly number[]): Promise<void> {
    const trials = this.trials();
    for (const number of numbers) {
      const trial = trials[number];
      if (trial?.state === "running") await this.#store.record(waitingTrial(number, trial.params));
    }
  }
}

/** As in Optuna, the value of a pruned trial is its last intermediate value. */
function lastReported(trial: Trial): number | undefined {
  const value = trial.intermediate.at(-1)?.value;
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
