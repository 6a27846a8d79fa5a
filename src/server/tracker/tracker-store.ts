import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type ExperimentRecord,
  findExperiment,
  listExperimentRecords,
} from "../../tracking/files/experiment-record.js";
import { readRunHeading } from "../../tracking/files/read-run-heading.js";
import type { RunHeading } from "../../tracking/files/run-heading.js";
import { type RunIndex, runIndex } from "../../tracking/files/run-index.js";
import type { TrackerFolder } from "../../tracking/files/tracker-folder.js";
import { MlflowError } from "./mlflow-error.js";

/** The folder that a server serves, and what it remembers of it. */
export interface TrackerStore {
  readonly folder: TrackerFolder;
  readonly index: RunIndex;
  /** User of runs whose clients name none. */
  readonly user: string;
  /** URI below which experiments that are created have their artifacts. @default the folder */
  readonly artifactRoot?: string | undefined;
  /** Does work while no other process changes the model registry. */
  exclusively<Result>(work: () => Result): Promise<Result>;
  experiments(): readonly ExperimentRecord[];
  /** Throws RESOURCE_DOES_NOT_EXIST. */
  experiment(id: string): ExperimentRecord;
  /** An active or deleted run. Throws RESOURCE_DOES_NOT_EXIST. */
  run(id: string): RunHeading;
  /** A run that can be written. Throws INVALID_PARAMETER_VALUE for a deleted one. */
  activeRun(id: string): RunHeading;
}

/** The store of a folder; the folder of a run is looked up once. */
export function trackerStore({
  folder,
  user,
  exclusively,
  indexFile,
  artifactRoot,
}: Pick<TrackerStore, "folder" | "user" | "exclusively" | "artifactRoot"> & {
  readonly indexFile?: string | undefined;
}): TrackerStore {
  const known = new Map<string, { readonly path: string; readonly id: string; readonly name: string }>();
  const locate = (runId: string): ExperimentRecord | undefined =>
    listExperimentRecords(folder).find(({ path }) => existsSync(join(path, runId, "meta.yaml")));
  const read = (runId: string): RunHeading | undefined => {
    const experiment = known.get(runId);
    if (experiment === undefined) return undefined;
    return readRunHeading(folder, experiment, join(experiment.path, runId), runId, { deleted: "any" });
  };
  const store: TrackerStore = {
    folder,
    index: runIndex(folder, indexFile),
    user,
    artifactRoot,
    exclusively,
    experiments: () => listExperimentRecords(folder),
    experiment(id) {
      const found = findExperiment(folder, id);
      if (found !== undefined) return found;
      throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `No Experiment with id=${id} exists`);
    },
    run(id) {
      if (!/^[a-zA-Z0-9][\w-]{0,255}$/.test(id)) {
        throw new MlflowError("INVALID_PARAMETER_VALUE", `Invalid run ID: '${id.slice(0, 80)}'`);
      }
      const found = read(id);
      if (found !== undefined) return found;
      const experiment = locate(id);
      if (experiment !== undefined) {
        if (known.size > 100_000) known.clear();
        known.set(id, experiment);
      } else known.delete(id);
      const heading = read(id);
      if (heading !== undefined) return heading;
      throw new MlflowError("RESOURCE_DOES_NOT_EXIST", `Run with id=${id} not found`);
    },
    activeRun(id) {
      const heading = store.run(id);
      if (!heading.deleted) return heading;
      throw new MlflowError(
        "INVALID_PARAMETER_VALUE",
        `The run ${id} must be in the 'active' state. Current state is deleted.`,
      );
    },
  };
  return store;
}
