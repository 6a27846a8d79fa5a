import { readFileSync } from "node:fs";
import { replaceFileSync } from "../../files/replace-file-sync.js";
import type { IndexedRun } from "./indexed-run.js";
import { type PackedRun, packRun, SavedRun } from "./packed-run.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Files of other versions are ignored. */
const version = 4;

/** The first line of an index file. Each other line is a JSON array of packed runs. */
interface Header {
  readonly version: number;
  readonly root: string;
}

/** The runs of an index file by their paths; none when it is missing, damaged, or of another folder. */
export function loadRunIndex({ root }: TrackerFolder, file: string): Map<string, IndexedRun> {
  const runs = new Map<string, IndexedRun>();
  try {
    const [first = "", ...lines] = readFileSync(file, "utf8").split("\n");
    const header = JSON.parse(first) as Header;
    if (header.version !== version || header.root !== root) return runs;
    for (const line of lines) {
      for (const packed of JSON.parse(line) as readonly (PackedRun | 0)[]) {
        if (packed === 0) continue;
        const run = new SavedRun(root, packed);
        runs.set(run.heading.path, run);
      }
    }
  } catch {
    runs.clear();
  }
  return runs;
}

/**
 * Writes an index file atomically; `lines` have some of the runs in its form already. It only saves time, so that a
 * folder that cannot be written is ignored.
 */
export function saveRunIndex(
  { root, newId }: TrackerFolder,
  file: string,
  runs: Iterable<IndexedRun>,
  lines: readonly string[],
): void {
  const header: Header = { version, root };
  const rest = JSON.stringify(Array.from(runs, packRun));
  try {
    const text = [JSON.stringify(header), ...lines, rest].join("\n");
    replaceFileSync(file, text, { temporary: `${file}.${newId()}.tmp` });
  } catch {
    return;
  }
}
