import type { TrackerProblem } from "../tracker.js";

/** The folder of all experiments, and the effects that writing and reading it need. */
export interface TrackerFolder {
  /** Absolute path. */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 32 random hexadecimal digits. */
  readonly newId: () => string;
  /** Called for every damaged file that is skipped. */
  readonly onProblem: (problem: TrackerProblem) => void;
}
