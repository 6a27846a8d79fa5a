import { statSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { RunRecord } from "../tracker.js";
import { runIds } from "./find-run.js";
import type { IndexedRun, RunEntry } from "./indexed-run.js";
import { allParts, type RunData, readRunData, readRunHeading, toRunRecord } from "./read-run.js";
import { loadRunIndex, saveRunIndex } from "./run-index-file.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Values of metrics and tags that must be those of the files; other values may be those of the index. */
export interface ExactKeys {
  readonly metrics: readonly string[];
  readonly tags: readonly string[];
}

/** The runs of a folder, read again only where files changed. */
export interface RunIndex {
  /** Every run of an experiment, active and deleted. */
  entries(experiment: ExperimentFolder): Promise<readonly IndexedRun[]>;
  /** The entries with values of some keys, or of all, compared with the files. */
  exact(entries: readonly RunEntry[], keys?: ExactKeys): Promise<readonly IndexedRun[]>;
  record(entry: RunEntry): RunRecord;
}

export interface ExperimentFolder {
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

/** Time after which event handlers of the process get a turn, so that a large listing does not block writers. */
const sliceMs = 10;

/** The index of fewer runs is not saved: reading them takes less than a tenth of a second. */
const minSaved = 200;

/**
 * An index of the runs of a folder. A run is read again when its `meta.yaml` or one of its folders of values changed;
 * of a running run, whose files of metrics grow, every file is compared. The index of a process is saved in `file`,
 * where the next process finds it; without the file everything is read.
 */
export function runIndex(folder: TrackerFolder, file?: string): RunIndex {
  let known: Map<string, IndexedRun> | undefined;
  const load = (): Map<string, IndexedRun> => {
    known ??= file === undefined ? new Map() : loadRunIndex(folder, file);
    return known;
  };
  const refresh = (run: IndexedRun | undefined, experiment: ExperimentFolder, path: string, id: string) => {
    if (run !== undefined && isCurrent(run, experiment)) {
      return run.heading.status === "running" || run.heading.status === "scheduled" ? compareFiles(folder, run) : run;
    }
    return readIndexedRun(folder, experiment, path, id);
  };
  return {
    entries: async (experiment) => {
      const runs = load();
      const found: IndexedRun[] = [];
      let changed = 0;
      let sliceStart = performance.now();
      for (const id of runIds(experiment.path)) {
        const path = `${experiment.path}/${id}`;
        const before = runs.get(path);
        const after = refresh(before, experiment, path, id);
        if (after !== undefined) found.push(after);
        if (after !== before) {
          changed++;
          if (after === undefined || hasProblem(after)) runs.delete(path);
          else runs.set(path, after);
        }
        if (performance.now() - sliceStart > sliceMs) {
          await nextTurn();
          sliceStart = performance.now();
        }
      }
      changed += forgetRemoved(runs, experiment.path, found);
      if (file !== undefined && runs.size >= minSaved && changed > found.length / 50) saveRunIndex(folder, file, runs);
      return found;
    },
    exact: async (entries, keys) => {
      const runs = load();
      const current: IndexedRun[] = [];
      let sliceStart = performance.now();
      for (const { heading } of entries) {
        const { path, id, experimentId, experiment } = heading;
        const before = runs.get(path);
        const owner = { id: experimentId, name: experiment, path: path.slice(0, -id.length - 1) };
        const after =
          before === undefined ? readIndexedRun(folder, owner, path, id) : compareFiles(folder, before, keys);
        if (after !== undefined) {
          current.push(after);
          if (after !== before && !hasProblem(after)) runs.set(path, after);
        }
        if (performance.now() - sliceStart > sliceMs) {
          await nextTurn();
          sliceStart = performance.now();
        }
      }
      return current;
    },
    record: (entry) => {
      const run = entry as IndexedRun;
      run.record ??= toRunRecord(run.heading, run.data);
      return run.record;
    },
  };
}

const damaged = new WeakSet<IndexedRun>();

/** A run with a damaged file is read each time, so that each listing reports it. */
function hasProblem(run: IndexedRun): boolean {
  return damaged.has(run);
}

/** Entries of runs that were removed from the disk; returns their number. */
function forgetRemoved(runs: Map<string, IndexedRun>, path: string, found: readonly IndexedRun[]): number {
  const present = new Set(found.map(({ heading }) => heading.path));
  let removed = 0;
  for (const known of runs.keys()) {
    if (present.has(known) || !known.startsWith(`${path}/`)) continue;
    runs.delete(known);
    removed++;
  }
  return removed;
}

/** Whether `meta.yaml` and the folders of values are those that were read. */
function isCurrent({ heading, metaTime, times, nested, readAt }: IndexedRun, experiment: ExperimentFolder): boolean {
  const { path } = heading;
  if (heading.experiment !== experiment.name) return false;
  if (!isSame(`${path}/meta.yaml`, metaTime, readAt)) return false;
  for (let part = 0; part < valueFolders.length; part++) {
    if (!isSame(path + valueFolders[part], times[part] ?? -1, readAt)) return false;
  }
  for (const [folder, time] of nested) if (!isSame(folder, time, readAt)) return false;
  return true;
}

const valueFolders = ["/params", "/metrics", "/tags"] as const;

function isSame(path: string, time: number, readAt: number): boolean {
  return changeTime(path) === time && isSettled(time, readAt);
}

/** A file that changed shortly before it was read may have changed again within the resolution of its clock. */
function isSettled(time: number, readAt: number): boolean {
  return time < readAt - (Number.isInteger(time / 1_000) ? 2_000 : 50);
}

/** The run with the values of overwritten files; the same object without any. Its folders are compared before. */
function compareFiles(folder: TrackerFolder, run: IndexedRun, keys?: ExactKeys): IndexedRun | undefined {
  const { heading, data, metricSizes, readAt } = run;
  const { path, id, experimentId, experiment } = heading;
  const owner = { id: experimentId, name: experiment, path: path.slice(0, -id.length - 1) };
  for (const key of keys?.metrics ?? Object.keys(data.metrics)) {
    if (!Object.hasOwn(data.metrics, key)) continue;
    const stats = statSync(`${path}/metrics/${key}`, { throwIfNoEntry: false });
    if (stats?.size === metricSizes.get(key) && isSettled(stats?.mtimeMs ?? 0, readAt)) continue;
    return readIndexedRun(folder, owner, path, id);
  }
  for (const key of keys?.tags ?? Object.keys(data.tags)) {
    if (!Object.hasOwn(data.tags, key)) continue;
    const stats = statSync(`${path}/tags/${key}`, { throwIfNoEntry: false });
    if (stats?.size === Buffer.byteLength(data.tags[key] ?? "") && isSettled(stats.mtimeMs, readAt)) continue;
    return readIndexedRun(folder, owner, path, id);
  }
  return run;
}

/** Times are taken before the files are read: what changes in between is noticed the next time. */
function readIndexedRun(
  folder: TrackerFolder,
  experiment: ExperimentFolder,
  path: string,
  id: string,
): IndexedRun | undefined {
  let isDamaged = false;
  const watched: TrackerFolder = {
    ...folder,
    onProblem: (problem) => {
      isDamaged = true;
      folder.onProblem(problem);
    },
  };
  const readAt = folder.now();
  const metaTime = changeTime(`${path}/meta.yaml`);
  const times = valueFolders.map((part) => changeTime(path + part));
  const heading = readRunHeading(watched, experiment, path, id, { deleted: "any" });
  if (heading === undefined) return undefined;
  const metricSizes = new Map<string, number>();
  const data = readRunData(watched, path, allParts, (key, size) => metricSizes.set(key, size));
  const nested = findNested(data, path).map((one) => [one, changeTime(one)] as const);
  const run: IndexedRun = { heading, data, metaTime, times, nested, metricSizes, readAt };
  if (isDamaged) damaged.add(run);
  return run;
}

/** Folders of keys with slashes. */
function findNested({ params, metrics, tags }: RunData, path: string): string[] {
  const found = new Set<string>();
  const add = (part: string, values: object): void => {
    for (const key of Object.keys(values)) {
      for (let end = key.indexOf("/"); end !== -1; end = key.indexOf("/", end + 1)) {
        found.add(`${path}/${part}/${key.slice(0, end)}`);
      }
    }
  };
  add("params", params);
  add("metrics", metrics);
  add("tags", tags);
  return [...found];
}

function changeTime(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1;
}
