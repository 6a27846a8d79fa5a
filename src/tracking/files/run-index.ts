import { join } from "node:path";
import { runIds } from "./find-run.js";
import { type RunData, type RunHeading, readRunData, readRunHeading } from "./read-run.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** A run as it is listed. */
export interface RunEntry {
  readonly heading: RunHeading;
  readonly data: RunData;
}

/** The runs of a folder. */
export interface RunIndex {
  /** Every run of an experiment, active and deleted. */
  entries(experiment: { readonly id: string; readonly name: string; readonly path: string }): Promise<RunEntry[]>;
}

/** An index of the runs of a folder. */
export function runIndex(folder: TrackerFolder): RunIndex {
  return {
    entries: async (experiment) =>
      runIds(experiment.path).flatMap((id) => {
        const heading = readRunHeading(folder, experiment, join(experiment.path, id), id, { deleted: "any" });
        return heading === undefined ? [] : [{ heading, data: readRunData(folder, heading.path) }];
      }),
  };
}
