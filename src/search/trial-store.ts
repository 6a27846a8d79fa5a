import type { Trial } from "./trial.js";

/** Where the trials of a study are kept. */
export interface TrialStore {
  /** Seed of the study. */
  readonly seed: number;
  /** Every trial there is, by number, as far as it is known here. */
  trials(): readonly Trial[];
  /**
   * Lets `choose` see all trials and name the one to run: one that waits, or a new one behind the last. From then on it is taken, for
   * every process. Gives undefined when `choose` does.
   */
  claim(choose: (trials: readonly Trial[]) => Trial | undefined): Promise<Trial | undefined>;
  /** Adds trials that wait: those that `make` gives in view of all there are. */
  add(make: (trials: readonly Trial[]) => readonly Trial[]): Promise<void>;
  /** Keeps what a claimed trial has become; it is kept for good when the promise resolves. */
  record(trial: Trial): Promise<void>;
}

/** Trials in memory. */
export function memoryTrials(seed: number, first: readonly Trial[]): TrialStore {
  const trials = [...first];
  return {
    seed,
    trials: () => [...trials],
    claim: async (choose) => {
      const trial = choose(trials);
      if (trial !== undefined) trials[trial.number] = trial;
      return trial;
    },
    add: async (make) => {
      trials.push(...make(trials));
    },
    record: async (trial) => {
      trials[trial.number] = trial;
    },
  };
}
