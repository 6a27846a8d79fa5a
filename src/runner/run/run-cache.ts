import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { contentHash } from "../../core/content-hash.js";
import type { JsonObject } from "../../core/json.js";
import { fromJsonNumbers, nonFiniteAsStrings } from "../../core/json-number.js";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import { type Cell, type Notebook, parseNotebook } from "../../notebook/format/notebook.js";
import type { RunPlan } from "../../notebook/run/plan-run.js";
import { keyDifferences, type RunKeys } from "../../notebook/run/run-keys.js";
import type { RunResult } from "../../notebook/run/run-result.js";

/** Result of a look-up in the cache. */
export type CacheLookup =
  | { readonly kind: "found"; readonly result: RunResult; readonly notebook: Notebook }
  /** No entry, and why. */
  | { readonly kind: "missing"; readonly because: readonly string[] };

interface CacheEntry {
  readonly keys: RunKeys;
  readonly result: RunResult;
  /** The executed notebook as it was saved. */
  readonly executed: string;
}

const knownRuns = 50;
const fix = "set CUADERNO_CACHE to another folder";

/** A cache of whole runs. */
export interface RunCache {
  find(path: string, plan: RunPlan, keys: RunKeys): Promise<CacheLookup>;
  store(path: string, keys: RunKeys, result: RunResult, executed: string): Promise<void>;
}

/** A cache in a folder: `<key>.json` per run, and per notebook the keys of its last runs, to report what changed. */
export function runCache(folder: string): RunCache {
  const entryPath = (key: string): string => join(folder, `${key}.json`);
  const indexPath = (path: string): string => join(folder, `runs-of-${contentHash(path).slice(0, 16)}.json`);
  const known = async (path: string): Promise<readonly RunKeys[]> =>
    (await readJson<readonly RunKeys[]>(indexPath(path))) ?? [];
  return {
    async find(path, plan, keys) {
      if (!existsSync(join(folder, ".gitignore")))
        await writeFileAtomically(join(folder, ".gitignore"), "*\n", { caller: "runCache", fix });
      const entry = await readJson<CacheEntry>(entryPath(keys.key));
      if (entry !== undefined) {
        const notebook = withOutputs(plan, parseNotebook(entry.executed, entryPath(keys.key)), entry.result);
        // Text cells may have been added or removed: use the labels of the current cells.
        const cells = entry.result.cells.map((cell, order) => ({
          ...cell,
          cell: plan.steps[order]?.label ?? cell.cell,
        }));
        const metrics = fromJsonNumbers(entry.result.metrics);
        return { kind: "found", result: { ...entry.result, cells, metrics }, notebook };
      }
      const before = (await known(path)).map((other) => keyDifferences(keys, other));
      const nearest = before.sort((a, b) => a.length - b.length)[0];
      if (nearest === undefined) return { kind: "missing", because: ["no run of it is in the cache"] };
      return { kind: "missing", because: nearest.length > 0 ? nearest : ["its entry was removed from the cache"] };
    },
    async store(path, keys, result, executed) {
      const entry: CacheEntry = { keys, result, executed };
      const text = JSON.stringify(entry, nonFiniteAsStrings);
      await writeFileAtomically(entryPath(keys.key), text, { caller: "runCache", fix });
      const others = (await known(path)).filter(({ key }) => key !== keys.key);
      await writeFileAtomically(indexPath(path), JSON.stringify([keys, ...others].slice(0, knownRuns)), {
        caller: "runCache",
        fix,
      });
    },
  };
}

/** Folder of the cache: `CUADERNO_CACHE`, else `.cuaderno/cache` next to the nearest package.json or .git. */
export function cacheFolder(cwd: string, environment: Readonly<Record<string, string | undefined>>): string {
  if (environment.CUADERNO_CACHE) return environment.CUADERNO_CACHE;
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json")) || existsSync(join(folder, ".git")))
      return join(folder, ".cuaderno", "cache");
    if (dirname(folder) === folder) return join(cwd, ".cuaderno", "cache");
  }
}

/** The planned notebook with the outputs of the stored run: code cells correspond by order. */
function withOutputs(plan: RunPlan, executed: Notebook, { started }: RunResult): Notebook {
  const filled = (cell: Cell): boolean => cell.cell_type === "code" && cell.source.trim() !== "";
  const stored = executed.cells.filter(filled);
  let order = 0;
  const cells = plan.notebook.cells.map((cell) => {
    if (cell.cell_type !== "code" || !filled(cell)) return cell;
    const from = stored[order++];
    if (from?.cell_type !== "code") return cell;
    const facts = {
      ...(cell.metadata.cuaderno as JsonObject | undefined),
      ...(from.metadata.cuaderno as JsonObject | undefined),
    };
    const metadata = Object.keys(facts).length === 0 ? cell.metadata : { ...cell.metadata, cuaderno: facts };
    return { ...cell, metadata, outputs: from.outputs, execution_count: from.execution_count };
  });
  const facts = { ...(executed.metadata.cuaderno as JsonObject), input: plan.path, cached: started };
  return { ...plan.notebook, cells, metadata: { ...plan.notebook.metadata, cuaderno: facts } };
}

/** A damaged entry is ignored. */
async function readJson<Value>(path: string): Promise<Value | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Value;
  } catch {
    return undefined;
  }
}
