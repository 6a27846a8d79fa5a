import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { didYouMean } from "../../core/did-you-mean.js";
import { NotFoundError } from "../../core/errors.js";
import { errorCode, fileSystemError } from "../../files/file-system-error.js";
import { checkArtifactPath } from "../check-artifact-path.js";
import type { ArtifactFile, Tracker, TrackerProblem } from "../tracker.js";
import { defaultExperiment, ensureExperiment } from "./ensure-experiment.js";
import { createFileRun } from "./file-run.js";
import { findRun, runIds } from "./find-run.js";
import { type ExperimentEntry, listExperiments } from "./list-experiments.js";
import { parseMetric } from "./parse-metric.js";
import { readInputs } from "./read-inputs.js";
import { readRun, readRunHeading } from "./read-run.js";
import { runTags } from "./run-tags.js";
import { trackerFix } from "./tracker-fix.js";
import type { TrackerFolder } from "./tracker-folder.js";
import { refuseWayOut } from "./write-artifact.js";

export interface FileTrackerOptions {
  /** The folder of all experiments, usually `mlruns`. Made at the first run. */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** 32 random hexadecimal digits. */
  readonly newId: () => string;
  /** Who runs it. */
  readonly user: string;
  /** The experiment of runs that name none. Default: `Default`. */
  readonly experiment?: string;
  /** Put on every run: source, git commit, versions. A function is asked once, when the first run starts. */
  readonly tags?: RunTags | (() => Promise<RunTags>);
  /** Told of every damaged file that reading passes over. Default: nothing. */
  readonly onProblem?: (problem: TrackerProblem) => void;
}

type RunTags = Readonly<Record<string, string>>;

/**
 * A tracker that keeps runs in a folder, in MLflow's file layout. Every write is whole or absent, whatever happens to the
 * process or the disk, and any number of processes may write at once.
 */
export function fileTracker({ root, now, newId, user, experiment, tags = {}, onProblem }: FileTrackerOptions): Tracker {
  const folder: TrackerFolder = { root: resolve(root), now, newId, onProblem: onProblem ?? (() => undefined) };
  let asked: Promise<RunTags> | undefined;
  const tagsOfAll = (): Promise<RunTags> => {
    asked ??= typeof tags === "function" ? tags() : Promise.resolve(tags);
    return asked;
  };
  return {
    uri: folder.root,
    startRun: async (options = {}) => {
      const entry = openExperiment(folder, options.experiment ?? experiment ?? defaultExperiment.name, options.parent);
      const id = newId();
      const { name, tags: all } = runTags({ id, user, tags: { ...(await tagsOfAll()), ...options.tags }, options });
      return createFileRun(folder, id, {
        experiment: entry,
        name,
        user,
        startTime: options.startTime ?? now(),
        tags: all,
      });
    },
    experiments: async () => activeExperiments(folder).map(({ id, name }) => ({ id, name })),
    runs: async ({ experiment: wanted, limit = Number.POSITIVE_INFINITY } = {}) => {
      const headings = chosenExperiments(folder, wanted)
        .flatMap((entry) =>
          runIds(entry.path).map((id) => readRunHeading(folder, entry, join(entry.path, id), id) ?? []),
        )
        .flat()
        .sort((a, b) => b.startTime - a.startTime || (a.id < b.id ? -1 : 1));
      return headings.slice(0, limit).map((heading) => readRun(folder, heading));
    },
    run: async (id) => readRun(folder, findRun(folder, id)),
    metricHistory: async (runId, key) => {
      const { id, path } = findRun(folder, runId);
      const file = join(path, "metrics", key);
      try {
        return parseMetric(readFileSync(file, "utf8"), (reason) => folder.onProblem({ path: file, reason }));
      } catch (thrown) {
        if (!["ENOENT", "EISDIR", "ENOTDIR"].includes(errorCode(thrown) ?? "")) throw thrown;
        throw new NotFoundError(`metricHistory: run ${id} has no metric "${key}"`, { cause: thrown });
      }
    },
    artifacts: async (runId) => listFiles(join(findRun(folder, runId).path, "artifacts")),
    readArtifact: async (runId, path) => {
      const run = findRun(folder, runId);
      checkArtifactPath(path, "readArtifact");
      const file = join(run.path, "artifacts", path);
      try {
        refuseWayOut(join(run.path, "artifacts"), file, path, "readArtifact");
        return readFileSync(file);
      } catch (thrown) {
        if (!["ENOENT", "EISDIR", "ENOTDIR"].includes(errorCode(thrown) ?? "")) throw thrown;
        throw new NotFoundError(`readArtifact: run ${run.id} has no artifact "${path}"`, { cause: thrown });
      }
    },
    inputs: async (runId) => readInputs(folder, findRun(folder, runId).path),
  };
}

/** A nested run takes its parent's experiment; any other finds its own by name. */
function openExperiment(
  folder: TrackerFolder,
  name: string,
  parent: { readonly experimentId: string; readonly experiment: string } | undefined,
): { readonly id: string; readonly name: string; readonly path: string } {
  if (parent !== undefined) {
    return { id: parent.experimentId, name: parent.experiment, path: join(folder.root, parent.experimentId) };
  }
  try {
    return ensureExperiment(folder, name);
  } catch (thrown) {
    throw fileSystemError(thrown, { caller: "startRun", verb: "write", path: folder.root, fix: trackerFix });
  }
}

function activeExperiments(folder: TrackerFolder): ExperimentEntry[] {
  return listExperiments(folder).filter((entry) => entry.active);
}

function chosenExperiments(folder: TrackerFolder, wanted: string | undefined): ExperimentEntry[] {
  const all = activeExperiments(folder);
  if (wanted === undefined) return all;
  const chosen = all.filter((entry) => entry.name === wanted || entry.id === wanted);
  if (chosen.length > 0) return chosen;
  const names = all.map((entry) => entry.name);
  const hint =
    didYouMean(wanted, names) || (names.length > 0 ? `; there are ${names.join(", ")}` : "; there are none yet");
  throw new NotFoundError(`runs: no experiment "${wanted}" in ${folder.root}${hint}`);
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
