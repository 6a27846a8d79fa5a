import type { OpenArtifactStore } from "../open-artifact-store.js";
import type { TrackerProblem } from "../tracker.js";

/** The folder of all experiments, and the effects that writing and reading it need. */
export interface TrackerFolder {
  /** Absolute path. */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 32 random hexadecimal digits. */
  readonly newId: () => string;
  /** File that has the artifacts by the hash of their content; equal artifacts are stored once. @default none */
  readonly artifactIndex?: string | undefined;
  /** Opens the store of artifacts that are not in the folder. @default none */
  readonly openArtifacts?: OpenArtifactStore | undefined;
  /** Called for every damaged file that is skipped. */
  readonly onProblem: (problem: TrackerProblem) => void;
}
