import type { TrackerProblem } from "../tracker.js";

/** The folder that holds all experiments, and the effects that writing and reading it need. */
export interface TrackerFolder {
  /** Absolute path. */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 32 random hexadecimal digits. */
  readonly newId: () => string;
  /** Told of every damaged file that reading passes over. */
  readonly onProblem: (problem: TrackerProblem) => void;
}
