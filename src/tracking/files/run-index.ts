import { statSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { RunRecord, TrackerProblem } from "../tracker.js";
import { runIds } from "./find-run.js";
import type { IndexedRun, RunEntry } from "./indexed-run.js";
import { readIndexedRun } from "./read-indexed-run.js";
import { toRunRecord } from "./read-run.js";
import { readRunHeading } from "./read-run-heading.js";
import type { RunHeading } from "./run-heading.js";
import { loadRunIndex, saveRunIndex } from "./run-index-file.js";
import { readInThreads } from "./run-threads.js";
import { changeTime } from "./run-times.js";
import { type RunTimesReader, runTimesReader } from "./run-times-reader.js";
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
  /** Records of the active or the deleted runs of an experiment, newest first. */
  records(experiment: ExperimentFolder, deleted: boolean): Promise<readonly RunRecord[]>;
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
 * of a running run, whose files of metrics grow, every file is compared. Many runs are read in threads. The index of a
 * process is saved in `file`, where the next process finds it; without the file everything is read.
 */
export function runIndex(folder: TrackerFolder, file?: string): RunIndex {
  let state: IndexState | undefined;
  const load = (): IndexState => {
    state ??= {
      ...{ folder, file, listings: new Map(), readTimes: runTimesReader(turns) },
      runs: file === undefined ? new Map() : loadRunIndex(folder, file),
    };
    return state;
  };
  return {
    entries: async (experiment) => (await listExperimentRuns(load(), experiment)).present,
    records: async (experiment, deleted) => {
      const { present, records } = await listExperimentRuns(load(), experiment);
      let chosen = records.get(deleted);
      if (chosen === undefined) {
        chosen = present
          .filter(({ heading }) => heading.deleted === deleted)
          .map(getRecord)
          .sort(newestFirst);
        records.set(deleted, chosen);
      }
      return chosen;
    },
    exact: async (entries, keys) => {
      const { runs, listings } = load();
      const current: IndexedRun[] = [];
      const pause = turns();
      for (const { heading } of entries) {
        const { path, id } = heading;
        const before = runs.get(path);
        const owner = getExperiment(heading);
        const after = before === undefined ? readOne(folder, owner, id) : compareFiles(folder, before, keys);
        if (after !== undefined) current.push(after);
        if (after !== undefined && after !== before) {
          keepRun(runs, path, after);
          listings.delete(owner.path);
        }
        const turn = pause();
        if (turn !== undefined) await turn;
      }
      return current;
    },
    record: (entry) => getRecord(entry as IndexedRun),
  };
}

interface IndexState {
  readonly folder: TrackerFolder;
  readonly file: string | undefined;
  /** Undamaged runs by path. */
  readonly runs: Map<string, IndexedRun>;
  /** Listings of experiments by path. */
  readonly listings: Map<string, Listing>;
  readonly readTimes: RunTimesReader;
}

/** The runs of an experiment as they were last listed. */
interface Listing {
  readonly ids: readonly string[];
  /** Time of change of the experiment's folder, and when it was read. */
  readonly folderTime: number;
  readonly readAt: number;
  /** The run of each id; undefined where a folder is not one. */
  readonly found: KnownRun[];
  readonly present: readonly IndexedRun[];
  /** Records of active and of deleted runs, newest first, once they were listed. */
  readonly records: Map<boolean, readonly RunRecord[]>;
}

/** The listing of an experiment after a comparison with the disk; the same object when nothing changed. */
async function listExperimentRuns(state: IndexState, experiment: ExperimentFolder): Promise<Listing> {
  const { folder, file, runs, listings } = state;
  const before = listings.get(experiment.path);
  const { ids, found, ...times } = startListing(state, experiment);
  const stale = await findStale(state, experiment, ids, found);
  const missing = stale.map((index) => ids[index] ?? "");
  const { read, lines } = await readInThreads(folder, experiment, missing);
  const pause = turns();
  for (const [position, index] of stale.entries()) {
    found[index] = read[position] ?? readOne(folder, experiment, ids[index] ?? "");
    await pause();
  }
  const isSameFolder = ids === before?.ids;
  let changed = 0;
  for (let index = 0; index < found.length; index++) {
    const run = found[index];
    if (isSameFolder && run === before.found[index]) continue;
    const path = `${experiment.path}/${ids[index]}`;
    if (run === runs.get(path)) continue;
    changed++;
    keepRun(runs, path, run);
  }
  if (isSameFolder && changed === 0) return before;
  const present = found.filter((run) => run !== undefined);
  const listing = { ids, found, ...times, present, records: new Map() };
  listings.set(experiment.path, listing);
  changed += forgetRemoved(runs, experiment.path, present);
  if (file !== undefined && runs.size >= minSaved && changed > present.length / 50) {
    const inLines = new Set<KnownRun>(read);
    const others = [...runs.values()].filter((run) => !inLines.has(run));
    saveRunIndex(folder, file, others, lines);
  }
  return listing;
}

/** What is known of the runs in the folder of an experiment. Its names are read again only when it changed. */
function startListing(
  { folder, listings, runs }: IndexState,
  { path }: ExperimentFolder,
): Pick<Listing, "ids" | "found" | "folderTime" | "readAt"> {
  const before = listings.get(path);
  const [readAt, folderTime] = [folder.now(), changeTime(path)];
  if (before !== undefined && folderTime === before.folderTime && isSettled(folderTime, before.readAt))
    return { ...before, found: [...before.found] };
  const ids = runIds(path);
  return { ids, folderTime, readAt, found: ids.map((id) => runs.get(`${path}/${id}`)) };
}

/** Positions of the runs to read again. Running runs whose files grew are read again in `found`. */
async function findStale(
  { folder, readTimes }: IndexState,
  experiment: ExperimentFolder,
  ids: readonly string[],
  found: KnownRun[],
): Promise<number[]> {
  const known = ids.filter((_, index) => found[index] !== undefined);
  const times = await readTimes(experiment.path, known);
  const stale: number[] = [];
  const pause = turns();
  let position = 0;
  for (let index = 0; index < found.length; index++) {
    const run = found[index];
    if (run === undefined || !isCurrent(run, experiment, times, position++)) stale.push(index);
    else if (!isOver(run)) {
      found[index] = compareFiles(folder, run);
      await pause();
    }
  }
  return stale;
}

function keepRun(runs: Map<string, IndexedRun>, path: string, run: KnownRun): void {
  if (run === undefined || damaged.has(run)) runs.delete(path);
  else runs.set(path, run);
}

/** The order of listings. */
export function newestFirst(a: RunRecord, b: RunRecord): number {
  return b.startTime - a.startTime || (a.id < b.id ? -1 : 1);
}

function getRecord(run: IndexedRun): RunRecord {
  run.record ??= toRunRecord(run.heading, run.data);
  return run.record;
}

type KnownRun = IndexedRun | undefined;

/** Runs with a damaged file, which are read each time, so that each listing reports them. */
const damaged = new WeakSet<IndexedRun>();

/** A function that gives event handlers a turn when `sliceMs` have passed since the last one. */
function turns(): () => Promise<void> | undefined {
  let sliceStart = performance.now();
  return () => {
    if (performance.now() - sliceStart <= sliceMs) return undefined;
    return nextTurn().then(() => {
      sliceStart = performance.now();
    });
  };
}

function isOver({ heading: { status } }: IndexedRun): boolean {
  return status !== "running" && status !== "scheduled";
}

function readOne(folder: TrackerFolder, experiment: ExperimentFolder, id: string): KnownRun {
  let isDamaged = false;
  const onProblem = (problem: TrackerProblem): void => {
    isDamaged = true;
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
  if (run !== undefined && isDamaged) damaged.add(run);
  return run;
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
function isCurrent(
  { heading, times, nested, readAt }: IndexedRun,
  experiment: ExperimentFolder,
  current: Float64Array,
  position: number,
): boolean {
  if (heading.experiment !== experiment.name) return false;
  for (let part = 0; part < times.length; part++) {
    const time = times[part] ?? -1;
    if (current[position * times.length + part] !== time || !isSettled(time, readAt)) return false;
  }
  return nested.every(([folder, time]) => changeTime(folder) === time && isSettled(time, readAt));
}

/** A file that changed shortly before it was read may have changed again within the resolution of its clock. */
function isSettled(time: number, readAt: number): boolean {
  return time < readAt - (Number.isInteger(time / 1_000) ? 2_000 : 50);
}

/** The run with the values of overwritten files; the same object without any. Its folders are compared before. */
function compareFiles(folder: TrackerFolder, run: IndexedRun, keys?: ExactKeys): IndexedRun | undefined {
  const { heading, data, metricSizes, readAt } = run;
  const { path, id } = heading;
  const owner = getExperiment(heading);
  for (const key of keys?.metrics ?? Object.keys(data.metrics)) {
    if (!Object.hasOwn(data.metrics, key)) continue;
    const stats = statSync(`${path}/metrics/${key}`, { throwIfNoEntry: false });
    if (stats?.size === metricSizes.get(key) && isSettled(stats?.mtimeMs ?? 0, readAt)) continue;
    return readOne(folder, owner, id);
  }
  for (const key of keys?.tags ?? Object.keys(data.tags)) {
    if (!Object.hasOwn(data.tags, key)) continue;
    const stats = statSync(`${path}/tags/${key}`, { throwIfNoEntry: false });
    if (stats?.size === Buffer.byteLength(data.tags[key] ?? "") && isSettled(stats.mtimeMs, readAt)) continue;
    return readOne(folder, owner, id);
  }
  return run;
}

function getExperiment({ path, id, experimentId, experiment }: RunHeading): ExperimentFolder {
  return { id: experimentId, name: experiment, path: path.slice(0, -id.length - 1) };
}
