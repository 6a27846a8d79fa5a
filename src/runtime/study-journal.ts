import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, resolve } from "node:path";
import { ArgumentError } from "../core/errors.js";
import type { JournalLog } from "../search/journal-log.js";
import { withFileLock } from "./file-lock.js";

/**
 * A journal in a file, to be given to several searches or read by Optuna (`JournalFileBackend(path)`). `minimize` and its like take
 * the path itself; this is for another `graceMs`: how long the lock of a writer that died is respected, default 30 s as in Optuna.
 *
 * Each addition is one write under Optuna's lock (`{path}.lock`), flushed to the disk. The beginning of a line that a dying writer
 * left behind is removed by the next one.
 */
export function studyJournal(path: string, { graceMs = 30_000 }: { readonly graceMs?: number } = {}): JournalLog {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    throw new ArgumentError(`studyJournal: a journal is added to line by line and must be a local file, got ${path}`);
  }
  const file = resolve(path);
  let offset = 0;
  return {
    place: path,
    writer: `cuaderno-${hostname()}-${process.pid}-${processStart(process.pid) ?? 0}-${randomUUID()}`,
    isGone: (writer) => isGone(writer),
    append: async (decide) => {
      mkdirSync(dirname(file), { recursive: true });
      await withFileLock(file, { graceMs }, async () => {
        const handle = await open(file, "a+");
        try {
          const added = await readFrom(handle, offset);
          const whole = added.subarray(0, added.lastIndexOf(0x0a) + 1);
          const lines = Buffer.from(decide(whole.toString("utf8")), "utf8");
          if (lines.length > 0)
            await addLines(handle, lines, { cutTo: offset + whole.length, size: offset + added.length });
          offset += whole.length + lines.length;
        } finally {
          await handle.close();
        }
      });
    },
  };
}

async function readFrom(handle: FileHandle, offset: number): Promise<Buffer> {
  const { size } = await handle.stat();
  const bytes = Buffer.alloc(Math.max(size - offset, 0));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function addLines(
  handle: FileHandle,
  lines: Buffer,
  { cutTo, size }: { readonly cutTo: number; readonly size: number },
): Promise<void> {
  if (cutTo < size) await handle.truncate(cutTo);
  try {
    await handle.writeFile(lines);
    await handle.sync();
  } catch (thrown) {
    // A full disk must not leave half an operation behind.
    await handle.truncate(cutTo).catch(() => {});
    throw thrown;
  }
}

/** Whether a writer is known to have ended: it is of this machine, and its process is no more, or another has its number now. */
function isGone(writer: string): boolean {
  const found = /^cuaderno-(.+)-(\d+)-(\d+)-[0-9a-f]{8}-[0-9a-f-]{27}$/.exec(writer);
  if (found === null || found[1] !== hostname()) return false;
  const pid = Number(found[2]);
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "ESRCH";
  }
  const start = processStart(pid);
  return start !== undefined && Number(found[3]) > 0 && start !== Number(found[3]);
}

/** When a process began, in the kernel's ticks; undefined where the system does not tell. */
function processStart(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program stands in brackets and may hold anything; the start is the twentieth field behind it.
    return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[19]);
  } catch {
    return undefined;
  }
}
