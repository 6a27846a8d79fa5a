import type { JournalLog } from "../../search/journal/journal-log.js";
import { JournalReplay, type JournalStudy } from "../../search/journal/replay-journal.js";
import { hasEnded, type Trial } from "../../search/trial.js";
import { parseWriter } from "./journal-writer.js";
import { openJournal } from "./open-journal.js";

/** A study of a journal, read again with each `read`. */
export interface StudyWatch {
  /** The studies of the journal now, by order of creation. */
  read(): Promise<readonly JournalStudy[]>;
  /** The trials of a study that have not ended, and what is known of the process that runs each. */
  openTrials(study: JournalStudy): readonly OpenTrial[];
  close(): Promise<void>;
}

/** A trial that has not ended. */
export interface OpenTrial {
  readonly trial: Trial;
  /** The worker id in the journal. */
  readonly writer: string;
  /**
   * `waiting`: nobody runs it; `running`: its process is alive; `abandoned`: its process has exited, the next worker
   * runs it; `unknown`: another program, such as Optuna, runs it or has left it.
   */
  readonly process: "waiting" | "running" | "abandoned" | "unknown";
}

/** Reads the studies of a journal as other processes change them. */
export function watchStudies(storage: string | JournalLog): StudyWatch {
  const journal = typeof storage === "string" ? openJournal(storage) : storage;
  const replay = new JournalReplay(journal.path);
  return {
    read: async () => {
      await journal.append((added) => {
        replay.add(added);
        return "";
      });
      return replay.studies();
    },
    openTrials: ({ trials, entries }) =>
      trials.flatMap((trial, number) => {
        if (hasEnded(trial)) return [];
        const writer = entries[number]?.writer ?? "";
        return [{ trial, writer, process: getProcess(journal, trial, writer) }];
      }),
    close: async () => await journal.close?.(),
  };
}

function getProcess(journal: JournalLog, trial: Trial, writer: string): OpenTrial["process"] {
  if (trial.state === "waiting") return "waiting";
  if (parseWriter(writer) === undefined) return "unknown";
  return journal.hasExited(writer) ? "abandoned" : "running";
}
