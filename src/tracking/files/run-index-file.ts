import { readFileSync } from "node:fs";
import { replaceFileSync } from "../../files/replace-file-sync.js";
import type { IndexedRun } from "./indexed-run.js";
import { type PackedRuns, packRuns, unpackRuns } from "./packed-run.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Files of other versions are ignored. */
const version = 5;

/** The first line of an index file. Each other line is the JSON of packed runs. */
interface Header {
  readonly version: number;
  readonly root: string;
}

/** Undamaged runs by the path of their experiment and their id. */
export type KnownRuns = Map<string, Map<string, IndexedRun>>;

/** The runs of an index file; none when it is missing, damaged, or of another folder. */
export function loadRunIndex({ root }: TrackerFolder, file: string): KnownRuns {
  const runs: KnownRuns = new Map();
  try {
    // Decoding the bytes takes half the time of reading as "utf8".
    const [first = "", ...lines] = readFileSync(file).toString().split("\n");
    const header = JSON.parse(first) as Header;
    if (header.version !== version || header.root !== root) return runs;
    for (const line of lines) {
      for (const run of unpackRuns(root, JSON.parse(line) as PackedRuns)) {
        if (run === undefined) continue;
        const { experimentId, id } = run.record;
        experimentRuns(runs, `${root}/${experimentId}`).set(id, run);
      }
    }
  } catch {
    runs.clear();
  }
  return runs;
}

/** The known runs of the experiment with a path. */
export function experimentRuns(runs: KnownRuns, path: string): Map<string, IndexedRun> {
  let found = runs.get(path);
  if (found === undefined) {
    found = new Map();
    runs.set(path, found);
  }
  return found;
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
  const rest = JSON.stringify(packRuns(runs));
  try {
    const text = [JSON.stringify(header), ...lines, rest].join("\n");
    replaceFileSync(file, text, { temporary: `${file}.${newId()}.tmp` });
  } catch {
    return;
  }
}
