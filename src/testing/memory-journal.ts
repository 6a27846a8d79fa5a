import type { JournalLog } from "../search/journal/journal-log.js";

/** A journal in memory that several writers share; `writer` gives one of them, `text` all that was written. */
export function memoryJournal(start = ""): {
  text(): string;
  writer(name: string, hasExited?: (writer: string) => boolean): JournalLog;
} {
  let text = start;
  let last: Promise<void> = Promise.resolve();
  return {
    text: () => text,
    writer: (name, hasExited = () => false) => {
      let offset = 0;
      return {
        path: "memory.journal",
        writer: name,
        hasExited,
        append: async (decide) => {
          const turn = last.then(() => {
            const lines = decide(text.slice(offset));
            text += lines;
            offset = text.length;
          });
          last = turn.catch(() => {});
          await turn;
        },
      };
    },
  };
}
