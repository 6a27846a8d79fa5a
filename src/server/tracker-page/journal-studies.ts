import { replayJournal } from "../../search/journal/replay-journal.js";
import type { JournalReply } from "./page-data.js";

/** The studies of an Optuna journal, with the values of objectives by name. */
export function journalStudies(text: string, path: string): readonly JournalReply[] {
  return replayJournal(text, path).map(({ name, directions, objectiveNames, trials }) => {
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
