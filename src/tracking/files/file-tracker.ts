import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError, NotFoundError } from "../../core/errors.js";
import { errorCode, fileSystemError } from "../../files/file-system-error.js";
import { checkArtifactPath } from "../check-artifact-path.js";
import { checkParent } from "../check-experiment-name.js";
import { checkTrackerKey } from "../check-tracker-key.js";
import type { OpenArtifactStore } from "../open-artifact-store.js";
import type { RunRecord, StartRunOptions, Tracker, TrackerProblem } from "../tracker.js";
import { checkRunPath } from "./check-run-path.js";
import { deleteFileRun, restoreFileRun } from "./delete-run.js";
import { defaultExperiment, ensureExperiment } from "./ensure-experiment.js";
import { findExperiment } from "./experiment-record.js";
import { fileModels } from "./file-models.js";
import { createFileRun, elsewhere, isLocal, openFileRun } from "./file-run.js";
import { findRun } from "./find-run.js";
import { type ExperimentEntry, listExperiments, readExperiment } from "./list-experiments.js";
import { listFiles } from "./list-files.js";
import { parseMetric } from "./parse-metric.js";
import { readInputs } from "./read-inputs.js";
import { readRun } from "./read-run.js";
import { readText } from "./read-text.js";
import { newestFirst, runIndex } from "./run-index.js";
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
  /** File of the index by which equal artifacts are stored once. @default each is stored */
  readonly artifactIndex?: string | undefined;
  /** URI such as `s3://bucket/runs` below which experiments that are created have their artifacts. @default the root */
  readonly artifactRoot?: string | undefined;
  /** Opens the store of artifacts that are not in the folder. @default none */
  readonly openArtifacts?: OpenArtifactStore | undefined;
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
  const folder: TrackerFolder = {
    ...{ root: resolve(root), now, newId, onProblem: onProblem ?? (() => undefined) },
    ...{ artifactIndex: options.artifactIndex, openArtifacts: options.openArtifacts },
  };
  const index = runIndex(folder, indexFile);
  const loadTags = async (): Promise<RunTags> => (typeof tags === "function" ? await tags() : tags);
  return {
    uri: folder.root,
    startRun: async (given = {}) => {
      const chosen = given.experiment ?? experiment ?? defaultExperiment.name;
      const entry = openExperiment(folder, chosen, given.parent, options.artifactRoot);
      const id = newId();
      const common = given.trackerTags === false ? {} : await loadTags();
      const { tags: all, ...made } = runTags({ id, user, tags: { ...common, ...given.tags }, options: given });
      const startTime = given.startTime ?? now();
      const artifactUri = entry.artifacts === undefined ? undefined : `${entry.artifacts}/${id}/artifacts`;
      return createFileRun(folder, id, { experiment: entry, ...made, startTime, tags: all, artifactUri });
    },
    experiments: async () => activeExperiments(folder).map(({ id, name }) => ({ id, name })),
    openRun: async (id) => openFileRun(folder, findRun(folder, id, "openRun")),
    deleteRun: async (id) => readRun(folder, deleteFileRun(folder, findRun(folder, id, "deleteRun"))),
    restoreRun: async (id) =>
      readRun(folder, restoreFileRun(folder, findRun(folder, id, "restoreRun", { deleted: true }))),
    runs: async ({ experiment: chosen, limit = Number.POSITIVE_INFINITY, deleted = false } = {}) => {
      const lists: (readonly RunRecord[])[] = [];
      for (const entry of chooseExperiments(folder, chosen)) lists.push(await index.records(entry, deleted));
      const runs = lists.length === 1 ? (lists[0] ?? []) : lists.flat().sort(newestFirst);
      return runs.slice(0, limit);
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
    artifacts: async (runId) => {
      const { path, artifactUri } = findRun(folder, runId, "artifacts");
      return isLocal(artifactUri)
        ? listFiles(join(path, "artifacts"))
        : await elsewhere(folder).list(artifactUri, "artifacts");
    },
    readArtifact: async (runId, path) => {
      checkArtifactPath(path, "readArtifact");
      const run = findRun(folder, runId, "readArtifact");
      if (!isLocal(run.artifactUri)) {
        const bytes = await elsewhere(folder).read(run.artifactUri, path, "readArtifact");
        if (bytes !== undefined) return bytes;
        throw new NotFoundError(`readArtifact: run ${run.id} has no artifact "${path}" at ${run.artifactUri}`);
      }
      const file = join(run.path, "artifacts", path);
      return orNotFound(`readArtifact: run ${run.id} has no artifact "${path}"`, () => {
        checkRunPath(run.path, file, path, "readArtifact");
        return readFileSync(file);
      });
    },
    loggedModels: fileModels(folder),
    inputs: async (runId) => readInputs(folder, findRun(folder, runId, "inputs").path),
  };
}

/** Experiment of a new run: its parent's, or the one with the name. */
function openExperiment(
  folder: TrackerFolder,
  name: string,
  parent: StartRunOptions["parent"],
  artifactRoot: string | undefined,
): OpenedExperiment {
  checkParent(parent);
  if (parent !== undefined) {
    const entry = readExperiment(folder, join(folder.root, parent.experimentId), parent.experimentId);
    if (entry?.active) return withArtifacts(folder, entry);
    throw new NotFoundError(
      `startRun: parent: no experiment ${parent.experimentId} in ${folder.root}; start the parent with the same tracker`,
    );
  }
  try {
    return withArtifacts(folder, ensureExperiment(folder, name, artifactRoot));
  } catch (cause) {
    throw fileSystemError(cause, { caller: "startRun", verb: "write", path: folder.root, fix: trackerFix });
  }
}

interface OpenedExperiment {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** URI of the artifacts of its runs; undefined when they are in their folders. */
  readonly artifacts: string | undefined;
}

function withArtifacts(folder: TrackerFolder, { id, name, path }: ExperimentEntry): OpenedExperiment {
  const location = findExperiment(folder, id)?.artifactLocation ?? "";
  return { id, name, path, artifacts: location.startsWith("s3:") ? location : undefined };
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
