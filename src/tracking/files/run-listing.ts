import type { RunRecord } from "../tracker.js";
import { runIds } from "./find-run.js";
import type { IndexedRun } from "./indexed-run.js";
import { type ExperimentFolder, readKnownRun, refreshRun, setKnownRun } from "./refresh-run.js";
import { experimentRuns, type KnownRuns, saveRunIndex } from "./run-index-file.js";
import { readInThreads } from "./run-threads.js";
import { changeTime, isSettled } from "./run-times.js";
import type { RunTimesReader } from "./run-times-reader.js";
import type { TrackerFolder } from "./tracker-folder.js";
import { turns } from "./turns.js";

/** The index of fewer runs is not saved: reading them takes less than a tenth of a second. */
const minSaved = 200;

/** What the index of a folder has. */
export interface IndexState {
  readonly folder: TrackerFolder;
  readonly file: string | undefined;
  /** The known runs; those of the file are loaded by the first call. */
  readonly runs: () => KnownRuns;
  /** Listings of experiments by path. */
  readonly listings: Map<string, Listing>;
  readonly readTimes: RunTimesReader;
}

/** The runs of an experiment as they were last listed. */
export interface Listing {
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

type KnownRun = IndexedRun | undefined;

/** The listing of an experiment after a comparison with the disk; the same object when nothing changed. */
export async function listExperimentRuns(state: IndexState, experiment: ExperimentFolder): Promise<Listing> {
  const { folder, file, listings } = state;
  const before = listings.get(experiment.path);
  const { ids, ...times } = readIds(folder, experiment, before);
  const current = await state.readTimes(experiment.path, ids);
  // Loaded after the times were read, whose garbage would make the collector copy what was loaded.
  const runs = state.runs();
  const known = experimentRuns(runs, experiment.path);
  const isSameFolder = ids === before?.ids;
  const found = isSameFolder ? [...before.found] : ids.map((id) => known.get(id));
  const stale = await findStale(folder, experiment, found, current);
  const missing = stale.map((index) => ids[index] ?? "");
  const { read, lines } = await readInThreads(folder, experiment, missing);
  const pause = turns();
  for (const [position, index] of stale.entries()) {
    found[index] = read[position] ?? readKnownRun(folder, experiment, ids[index] ?? "");
    await pause();
  }
  let changed = 0;
  for (let index = 0; index < found.length; index++) {
    const run = found[index];
    if (isSameFolder && run === before.found[index]) continue;
    const id = ids[index] ?? "";
    if (run === known.get(id)) continue;
    changed++;
    setKnownRun(known, id, run);
  }
  if (isSameFolder && changed === 0) return before;
  const present = found.filter((run) => run !== undefined);
  const listing = { ids, found, ...times, present, records: new Map() };
  listings.set(experiment.path, listing);
  changed += forgetRemoved(known, ids);
  if (file !== undefined && changed > present.length / 50) {
    const all = [...runs.values()].flatMap((some) => [...some.values()]);
    const inLines = new Set<KnownRun>(read);
    const others = all.filter((run) => !inLines.has(run));
    if (all.length >= minSaved) saveRunIndex(folder, file, others, lines);
  }
  return listing;
}

/** The ids of an experiment. They are read again only when its folder changed. */
function readIds(
  folder: TrackerFolder,
  { path }: ExperimentFolder,
  before: Listing | undefined,
): Pick<Listing, "ids" | "folderTime" | "readAt"> {
  const [readAt, folderTime] = [folder.now(), changeTime(path)];
  if (before !== undefined && folderTime === before.folderTime && isSettled(folderTime, before.readAt)) {
    return { ids: before.ids, folderTime, readAt: before.readAt };
  }
  return { ids: runIds(path), folderTime, readAt };
}

/** Positions of the runs to read again. Running runs whose files grew are read again in `found`. */
async function findStale(
  folder: TrackerFolder,
  experiment: ExperimentFolder,
  found: KnownRun[],
  current: Float64Array,
): Promise<number[]> {
  const stale: number[] = [];
  const pause = turns();
  for (let index = 0; index < found.length; index++) {
    const run = found[index];
    if (run === undefined || !isCurrent(run, experiment, current, index)) stale.push(index);
    else if (!isOver(run)) {
      found[index] = refreshRun(folder, run);
      await pause();
    }
  }
  return stale;
}

/** Whether `meta.yaml` and the folders of values are those that were read. */
function isCurrent(
  { record, times, nested }: IndexedRun,
  experiment: ExperimentFolder,
  current: Float64Array,
  position: number,
): boolean {
  if (record.experiment !== experiment.name) return false;
  for (let part = 0; part < times.length; part++) {
    if (current[position * times.length + part] !== times[part]) return false;
  }
  return nested.length === 0 || nested.every(([folder, time]) => changeTime(folder) === time);
}

function isOver({ record: { status } }: IndexedRun): boolean {
  return status !== "running" && status !== "scheduled";
}

/** Forgets runs that were removed from the disk; returns their number. */
function forgetRemoved(known: Map<string, IndexedRun>, ids: readonly string[]): number {
  const before = known.size;
  const present = new Set(ids);
  for (const id of known.keys()) if (!present.has(id)) known.delete(id);
  return before - known.size;
}
