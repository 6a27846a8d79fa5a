import { statSync } from "node:fs";
import type { TrackerProblem } from "../tracker.js";
import type { IndexedRun } from "./indexed-run.js";
import { readIndexedRun } from "./read-indexed-run.js";
import { readRunHeading } from "./read-run-heading.js";
import type { RunHeading } from "./run-heading.js";
import { isSettled } from "./run-times.js";
import type { TrackerFolder } from "./tracker-folder.js";

export interface ExperimentFolder {
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

/** Values of metrics and tags that must be those of the files; other values may be those of the index. */
export interface ExactKeys {
  readonly metrics: readonly string[];
  readonly tags: readonly string[];
}

/** The run with the values of overwritten files; the same object without any. Its folders are compared before. */
export function refreshRun(folder: TrackerFolder, run: IndexedRun, keys?: ExactKeys): IndexedRun | undefined {
  const { heading, data, metricSizes, readAt } = run;
  const { path, id } = heading;
  const isCurrent = (file: string, size: number | undefined): boolean => {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats?.size === size && isSettled(stats?.mtimeMs ?? 0, readAt);
  };
  for (const key of keys?.metrics ?? Object.keys(data.metrics)) {
    if (!Object.hasOwn(data.metrics, key) || isCurrent(`${path}/metrics/${key}`, metricSizes.get(key))) continue;
    return readKnownRun(folder, getExperiment(heading), id);
  }
  for (const key of keys?.tags ?? Object.keys(data.tags)) {
    if (!Object.hasOwn(data.tags, key)) continue;
    if (isCurrent(`${path}/tags/${key}`, Buffer.byteLength(data.tags[key] ?? ""))) continue;
    return readKnownRun(folder, getExperiment(heading), id);
  }
  return run;
}

/** A run of an experiment; undefined when the folder is not one. */
export function readKnownRun(folder: TrackerFolder, experiment: ExperimentFolder, id: string): IndexedRun | undefined {
  let hasDamage = false;
  const onProblem = (problem: TrackerProblem): void => {
    hasDamage = true;
    folder.onProblem(problem);
  };
  const watched = { ...folder, onProblem };
  const run = readIndexedRun(
    { experiment, path: `${experiment.path}/${id}`, id },
    {
      ...{ readAt: folder.now(), onProblem },
      readHeading: (at) => readRunHeading(watched, at.experiment, at.path, at.id, { deleted: "any" }),
    },
  );
  if (run !== undefined && hasDamage) damaged.add(run);
  return run;
}

/** Runs with a damaged file, which are read each time, so that each listing reports them. */
const damaged = new WeakSet<IndexedRun>();

/** Sets or forgets a known run. */
export function setKnownRun(runs: Map<string, IndexedRun>, id: string, run: IndexedRun | undefined): void {
  if (run === undefined || damaged.has(run)) runs.delete(id);
  else runs.set(id, run);
}

/** The experiment in which a run is. */
export function getExperiment({ path, id, experimentId, experiment }: RunHeading): ExperimentFolder {
  return { id: experimentId, name: experiment, path: path.slice(0, -id.length - 1) };
}
