import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError, NotFoundError } from "../../core/errors.js";
import { errorCode, fileSystemError } from "../../files/file-system-error.js";
import { checkArtifactPath } from "../check-artifact-path.js";
import { checkParent } from "../check-experiment-name.js";
import { checkTrackerKey } from "../check-tracker-key.js";
import type { ArtifactFile, StartRunOptions, Tracker, TrackerProblem } from "../tracker.js";
import { checkRunPath } from "./check-run-path.js";
import { deleteFileRun, restoreFileRun } from "./delete-run.js";
import { defaultExperiment, ensureExperiment } from "./ensure-experiment.js";
import { createFileRun, openFileRun } from "./file-run.js";
import { findRun } from "./find-run.js";
import type { RunEntry } from "./indexed-run.js";
import { type ExperimentEntry, listExperiments, readExperiment } from "./list-experiments.js";
import { parseMetric } from "./parse-metric.js";
import { readInputs } from "./read-inputs.js";
import { readRun } from "./read-run.js";
import { readText } from "./read-text.js";
import { runIndex } from "./run-index.js";
import { runTags } from "./run-tags.js";
import { trackerFix } from "./tracker-fix.js";
import type { TrackerFolder } from "./tracker-folder.js";

export interface FileTrackerOptions {
  /** Folder of all experiments, usually `mlruns`. It is created by the first run. */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 32 random hexadecimal digits. */
  readonly newId: () => string;
  readonly user: string;
  /** Experiment of runs that name none. @default "Default" */
  readonly experiment?: string | undefined;
  /** Tags of every run: source, git commit, versions. A function is called once, when the first run starts. */
  readonly tags?: RunTags | (() => Promise<RunTags>) | undefined;
  /** File of the index that makes listings fast; it only saves time. @default an index in memory */
  readonly indexFile?: string | undefined;
  /** Called for every damaged file that is skipped. @default nothing */
  readonly onProblem?: ((problem: TrackerProblem) => void) | undefined;
}

type RunTags = Readonly<Record<string, string>>;

/**
 * A tracker in a folder, in MLflow's file layout. Every write is atomic, whatever happens to the process or the disk,
 * and any number of processes may write at the same time.
 *
 * @throws ArgumentError for a root with a NUL character.
 * @example fileTracker({ root: "/tmp/mlruns", now: () => 0, newId: () => "ab", user: "ana" }).uri // "/tmp/mlruns"
 */
export function fileTracker(options: FileTrackerOptions): Tracker {
  const { root, now, newId, user, experiment, tags = {}, indexFile, onProblem } = options;
  if (root.includes("\0"))
    throw new ArgumentError(`fileTracker: root ${JSON.stringify(root)} has a NUL character; remove it`);
  const folder: TrackerFolder = { root: resolve(root), now, newId, onProblem: onProblem ?? (() => undefined) };
  const index = runIndex(folder, indexFile);
  let commonTags: Promise<RunTags> | undefined;
  const loadTags = (): Promise<RunTags> => {
    commonTags ??= typeof tags === "function" ? tags() : Promise.resolve(tags);
    return commonTags;
  };
  return {
    uri: folder.root,
    startRun: async (options = {}) => {
      const entry = openExperiment(folder, options.experiment ?? experiment ?? defaultExperiment.name, options.parent);
      const id = newId();
      const { name, tags: all } = runTags({ id, user, tags: { ...(await loadTags()), ...options.tags }, options });
      const startTime = options.startTime ?? now();
      return createFileRun(folder, id, { experiment: entry, name, user, startTime, tags: all });
    },
    experiments: async () => activeExperiments(folder).map(({ id, name }) => ({ id, name })),
    openRun: async (id) => openFileRun(folder, findRun(folder, id, "openRun")),
    deleteRun: async (id) => readRun(folder, deleteFileRun(folder, findRun(folder, id, "deleteRun"))),
    restoreRun: async (id) =>
      readRun(folder, restoreFileRun(folder, findRun(folder, id, "restoreRun", { deleted: true }))),
    runs: async ({ experiment: chosen, limit = Number.POSITIVE_INFINITY, deleted = false } = {}) => {
      const entries: RunEntry[] = [];
      for (const entry of chooseExperiments(folder, chosen)) {
        for (const run of await index.entries(entry)) if (run.heading.deleted === deleted) entries.push(run);
      }
      entries.sort((a, b) => b.heading.startTime - a.heading.startTime || (a.heading.id < b.heading.id ? -1 : 1));
      return entries.slice(0, limit).map(index.record);
    },
    currentRuns: async (runs, keys) => {
      const paths = new Map(listExperiments(folder).map(({ id, path }) => [id, path]));
      const headings = runs.map((run) => ({
        heading: { ...run, path: `${paths.get(run.experimentId) ?? folder.root}/${run.id}`, user: "", deleted: false },
        data: { params: {}, tags: {}, metrics: {} },
      }));
      return (await index.exact(headings, keys)).map(index.record);
    },
    run: async (id) => readRun(folder, findRun(folder, id, "run")),
    metricHistory: async (runId, key) => {
      checkTrackerKey("metric", key, "metricHistory");
      const { id, path } = findRun(folder, runId, "metricHistory");
      const file = join(path, "metrics", key);
      return orNotFound(`metricHistory: run ${id} has no metric "${key}"`, () => {
        checkRunPath(path, file, key, "metricHistory");
        return parseMetric(readText(file), (reason) => folder.onProblem({ path: file, reason }));
      });
    },
    artifacts: async (runId) => listFiles(join(findRun(folder, runId, "artifacts").path, "artifacts")),
    readArtifact: async (runId, path) => {
      checkArtifactPath(path, "readArtifact");
      const run = findRun(folder, runId, "readArtifact");
      const file = join(run.path, "artifacts", path);
      return orNotFound(`readArtifact: run ${run.id} has no artifact "${path}"`, () => {
        checkRunPath(run.path, file, path, "readArtifact");
        return readFileSync(file);
      });
    },
    inputs: async (runId) => readInputs(folder, findRun(folder, runId, "inputs").path),
  };
}

/** Experiment of a new run: its parent's, or the one with the name. */
function openExperiment(
  folder: TrackerFolder,
  name: string,
  parent: StartRunOptions["parent"],
): { readonly id: string; readonly name: string; readonly path: string } {
  checkParent(parent);
  if (parent !== undefined) {
    const entry = readExperiment(folder, join(folder.root, parent.experimentId), parent.experimentId);
    if (entry?.active) return entry;
    throw new NotFoundError(
      `startRun: parent: no experiment ${parent.experimentId} in ${folder.root}; start the parent with the same tracker`,
    );
  }
  try {
    return ensureExperiment(folder, name);
  } catch (cause) {
    throw fileSystemError(cause, { caller: "startRun", verb: "write", path: folder.root, fix: trackerFix });
  }
}

function orNotFound<Result>(message: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (!["ENOENT", "EISDIR", "ENOTDIR", "ELOOP"].includes(errorCode(cause) ?? "")) throw cause;
    throw new NotFoundError(message, { cause });
  }
}

function activeExperiments(folder: TrackerFolder): ExperimentEntry[] {
  return listExperiments(folder).filter((entry) => entry.active);
}

function chooseExperiments(folder: TrackerFolder, chosen: string | undefined): ExperimentEntry[] {
  const all = activeExperiments(folder);
  if (chosen === undefined) return all;
  const found = all.filter((entry) => entry.name === chosen || entry.id === chosen);
  if (found.length > 0) return found;
  const names = all.map((entry) => entry.name);
  const hint =
    didYouMean(chosen, names) || `; expected ${names.length > 0 ? `one of ${names.join(", ")}` : "a first run"}`;
  throw new NotFoundError(`runs: no experiment "${chosen}" in ${folder.root}${hint}`);
}

/** Links are left out: they may lead anywhere. */
function listFiles(path: string, prefix = ""): ArtifactFile[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return [];
    throw thrown;
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return listFiles(join(path, entry.name), `${prefix}${entry.name}/`);
      if (!entry.isFile()) return [];
      return [{ path: prefix + entry.name, size: statSync(join(path, entry.name)).size }];
    });
}
