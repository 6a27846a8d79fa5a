import { closeSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, resolve } from "node:path";
import { ArgumentError } from "../core/errors.js";
import { isProcessAlive } from "../files/process-state.js";
import type { JournalLog } from "../search/journal/journal-log.js";
import { journalWriter, parseWriter } from "./journals/journal-writer.js";
import { withOptunaLock } from "./optuna-lock.js";

/**
 * A journal file, shared by several searches and readable by Optuna (`JournalFileBackend(path)`). `minimize`,
 * `maximize` and `optimize` take the path; use this to change `graceMs`, after which the lock of a dead writer expires
 * (default 30 s, as in Optuna).
 *
 * Each append is one write under Optuna's lock (`{path}.lock`), flushed to disk. An incomplete line of a dead writer is
 * removed by the next append.
 *
 * @example await minimize(space, objective, { storage: studyJournal("search.journal", { graceMs: 60_000 }) })
 */
export function studyJournal(
  path: string,
  { graceMs = 30_000 }: { readonly graceMs?: number | undefined } = {},
): JournalLog {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    throw new ArgumentError(
      `studyJournal: expected a local file, got ${path}; lines cannot be appended to a remote object`,
    );
  }
  const file = resolve(path);
  let offset = 0;
  return {
    path,
    writer: journalWriter(),
    hasExited: (writer) => hasExited(writer),
    close: async () => {
      offset = 0;
    },
    append: async (decide) => {
      mkdirSync(dirname(file), { recursive: true });
      await withOptunaLock(file, { graceMs }, () => {
        const handle = openSync(file, "a+");
        try {
          const added = readFrom(handle, offset);
          const complete = added.subarray(0, added.lastIndexOf(0x0a) + 1);
          const lines = Buffer.from(decide(complete.toString("utf8")), "utf8");
          const end = offset + complete.length;
          if (lines.length > 0) addLines(handle, lines, { end, hasRest: complete.length < added.length });
          offset = end + lines.length;
        } finally {
          closeSync(handle);
        }
      });
    },
  };
}

function readFrom(handle: number, offset: number): Buffer {
  const bytes = Buffer.alloc(Math.max(fstatSync(handle).size - offset, 0));
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(handle, bytes, filled, bytes.length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** Appends lines at `end`, overwriting an incomplete line of a dead writer. */
function addLines(
  handle: number,
  lines: Buffer,
  { end, hasRest }: { readonly end: number; readonly hasRest: boolean },
): void {
  if (hasRest) ftruncateSync(handle, end);
  try {
    writeFileSync(handle, lines);
    fsyncSync(handle);
  } catch (thrown) {
    // A full disk must not leave an incomplete operation.
    ftruncateSync(handle, end);
    throw thrown;
  }
}

/**
 * Whether a writer is known to have exited: it ran on this machine, and its process has ended or its id belongs to
 * another one.
 */
function hasExited(writer: string): boolean {
  const parts = parseWriter(writer);
  return parts?.host === hostname() && !isProcessAlive(parts.pid, parts.start);
}
