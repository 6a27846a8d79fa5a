import type { Trial } from "./trial.js";

/** The storage of the trials of a study. */
export interface TrialStore {
  /** Seed of the study. */
  readonly seed: number;
  /** All known trials, by number. */
  trials(): readonly Trial[];
  /**
   * Claims the trial that `choose` selects, a waiting or a new one, so that no other process runs it. Undefined when
   * `choose` returns undefined.
   */
  claim(choose: (trials: readonly Trial[]) => Trial | undefined): Promise<Trial | undefined>;
  /** Adds the waiting trials that `make` returns for the existing ones. */
  add(make: (trials: readonly Trial[]) => readonly Trial[]): Promise<void>;
  /** Stores the new state of a claimed trial, durably when the promise resolves. */
  record(trial: Trial): Promise<void>;
  /** Releases the connections of the storage. */
  close(): Promise<void>;
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
    close: async () => {},
  };
}
