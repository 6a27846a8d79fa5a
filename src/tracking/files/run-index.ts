import type { RunRecord } from "../tracker.js";
import type { IndexedRun, RunEntry } from "./indexed-run.js";
import {
  type ExactKeys,
  type ExperimentFolder,
  getExperiment,
  readKnownRun,
  refreshRun,
  setKnownRun,
} from "./refresh-run.js";
import { experimentRuns, type KnownRuns, loadRunIndex } from "./run-index-file.js";
import { type IndexState, listExperimentRuns } from "./run-listing.js";
import { runTimesReader } from "./run-times-reader.js";
import type { TrackerFolder } from "./tracker-folder.js";
import { turns } from "./turns.js";

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

/**
 * An index of the runs of a folder. A run is read again when its `meta.yaml` or one of its folders of values changed;
 * of a running run, whose files of metrics grow, every file is compared. Many runs are read in threads. The index of a
 * process is saved in `file`, where the next process finds it; without the file everything is read.
 */
export function runIndex(folder: TrackerFolder, file?: string): RunIndex {
  let loaded: KnownRuns | undefined;
  const runs = (): KnownRuns => {
    loaded ??= file === undefined ? new Map() : loadRunIndex(folder, file);
    return loaded;
  };
  const state: IndexState = { folder, file, runs, listings: new Map(), readTimes: runTimesReader(turns) };
  return {
    entries: async (experiment) => (await listExperimentRuns(state, experiment)).present,
    records: async (experiment, deleted) => {
      const { present, records } = await listExperimentRuns(state, experiment);
      let chosen = records.get(deleted);
      if (chosen === undefined) {
        chosen = present
          .filter((run) => run.deleted === deleted)
          .map(({ record }) => record)
          .sort(newestFirst);
        records.set(deleted, chosen);
      }
      return chosen;
    },
    exact: async (entries, keys) => {
      const current: IndexedRun[] = [];
      const pause = turns();
      for (const { heading } of entries) {
        const { id } = heading;
        const experiment = getExperiment(heading);
        const known = experimentRuns(runs(), experiment.path);
        const before = known.get(id);
        const after = before === undefined ? readKnownRun(folder, experiment, id) : refreshRun(folder, before, keys);
        if (after !== undefined) current.push(after);
        if (after !== undefined && after !== before) {
          setKnownRun(known, id, after);
          state.listings.delete(experiment.path);
        }
        const turn = pause();
        if (turn !== undefined) await turn;
      }
      return current;
    },
    record: (entry) => (entry as IndexedRun).record,
  };
}

/** The order of listings. */
export function newestFirst(a: RunRecord, b: RunRecord): number {
  return b.startTime - a.startTime || (a.id < b.id ? -1 : 1);
}
