import { readFileSync } from "node:fs";
import { ArgumentError } from "../../core/errors.js";
import { replayJournal } from "../../search/journal/replay-journal.js";
import { inFolder } from "../tracker/artifact-files.js";
import type { TrackerStore } from "../tracker/tracker-store.js";
import type { JournalReply } from "./page-data.js";

/** The studies of an Optuna journal among the artifacts of a run, with the values of objectives by name. */
export function journalStudies(
  store: TrackerStore,
  { id, path }: { readonly id: string; readonly path: string },
): readonly JournalReply[] {
  const run = store.run(id);
  if (!run.artifactUri.startsWith("file:")) {
    throw new ArgumentError(`journal: the artifacts of the run are at ${run.artifactUri}; read them there`);
  }
  const { file } = inFolder(run.path, path, store.folder.root);
  return replayJournal(readFileSync(file, "utf8"), path).map(({ name, directions, objectiveNames, trials }) => {
    if (directions.length < 2) return { name, directions: { value: directions[0] ?? "minimize" }, trials };
    const names = directions.map((_, index) => objectiveNames?.[index] ?? `value ${index}`);
    return {
      name,
      directions: Object.fromEntries(names.map((key, index) => [key, directions[index] ?? "minimize"] as const)),
      trials: trials.map((trial) => ({
        ...trial,
        values: Object.fromEntries(names.map((key, index) => [key, trial.values?.[String(index)]])),
      })),
    };
  });
}
