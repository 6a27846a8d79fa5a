import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { getRunSource } from "../../host/get-run-source.js";
import { gitState } from "../../host/git-state.js";
import { hashFile } from "../../host/hash-file.js";
import { processSecretMask } from "../../host/process-secret-mask.js";
import { type FileTrackerOptions, fileTracker } from "../../tracking/files/file-tracker.js";
import { maskedTracker } from "../../tracking/masked-tracker.js";
import { restTracker } from "../../tracking/rest/rest-tracker.js";
import type { Tracker, TrackerProblem } from "../../tracking/tracker.js";
import { isServerUri, openArtifactStore, openServer } from "./open-server.js";
import { projectRoot, trackerFolder } from "./tracking-uri-folder.js";

export interface OpenTrackerOptions {
  /**
   * A folder, a `file:` URL, or the URL of an MLflow server.
   *
   * @default `MLFLOW_TRACKING_URI`, else `mlruns` next to the nearest package.json or .git
   */
  readonly uri?: string | undefined;
  /** Notebook or program to record. @default the running one */
  readonly source?: string | undefined;
  /** Experiment of runs that name none. @default `MLFLOW_EXPERIMENT_NAME`, else "Default" */
  readonly experiment?: string | undefined;
  /** Tags of every run. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Called for every damaged file that is skipped. @default a warning of the process */
  readonly onProblem?: ((problem: TrackerProblem) => void) | undefined;
}

/**
 * The tracker of the options or the environment: a folder in MLflow's file layout, or an MLflow server (`http://` or
 * `https://`, with `MLFLOW_TRACKING_TOKEN` or `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`). By default it
 * is `mlruns` next to the nearest package.json or .git, so that notebooks and programs of a project share it from any
 * folder. Runs have tags with user, source, git commit and Node version. Values of environment variables such as
 * `API_KEY`, and of a notebook's secret parameters in a headless run, are masked in what is written. In a notebook that
 * is run with `--track`, runs go to the folder and the experiment of the notebook's run, whatever the options say.
 *
 * @throws EnvironmentError for a URI that is neither a folder, a `file:` URL nor that of a server.
 * @example const run = await (await openTracker()).startRun({ experiment: "traffic" })
 */
export async function openTracker(options: OpenTrackerOptions = {}): Promise<Tracker> {
  const environment = process.env;
  const experiment = options.experiment ?? environment.MLFLOW_EXPERIMENT_NAME;
  const uri = environment.CUADERNO_TRACK_URI || options.uri;
  const chosen = uri ?? environment.MLFLOW_TRACKING_URI ?? "";
  const shared = {
    now: Date.now,
    newId: () => randomBytes(16).toString("hex"),
    user: userName(environment),
    tags: retained(async () => ({ ...(await processTags(options.source)), ...options.tags })),
    experiment: experiment || undefined,
  };
  const tracker = isServerUri(chosen)
    ? restTracker({ ...shared, server: openServer(chosen, environment), openStore: openArtifactStore })
    : openFolder(chosen, { ...shared, onProblem: options.onProblem ?? warnOnce() });
  const masked = maskedTracker(tracker, processSecretMask);
  const tracked = environment.CUADERNO_TRACK_EXPERIMENT;
  if (!tracked) return masked;
  return { ...masked, startRun: (given) => masked.startRun({ ...given, experiment: tracked }) };
}

function openFolder(uri: string, options: Omit<FileTrackerOptions, "root">): Tracker {
  const root = trackerFolder(uri, process.cwd());
  const indexFile = trackerIndexFile(root, process.env);
  return fileTracker({
    ...{ ...options, root, indexFile, openArtifacts: openArtifactStore },
    artifactIndex: indexFile?.replace(/json$/, "artifacts"),
    artifactRoot: process.env.MLFLOW_DEFAULT_ARTIFACT_ROOT || undefined,
  });
}

/** Commits and packages may change while a notebook is open; a loop of runs asks git once. */
const tagsRetainedMs = 10_000;

function retained<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  let loadedAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (value === undefined || now - loadedAt > tagsRetainedMs) {
      value = load();
      loadedAt = now;
    }
    return value;
  };
}

async function processTags(given: string | undefined): Promise<Readonly<Record<string, string>>> {
  const cwd = process.cwd();
  const source = getRunSource({ given, environment: process.env, program: process.argv[1], root: projectRoot(cwd) });
  const git = await gitState(isAbsolute(source.name) ? dirname(source.name) : cwd);
  const lockHash = await hashLock(projectRoot(cwd));
  const tags: Record<string, string> = {
    "mlflow.source.name": source.name,
    "mlflow.source.type": source.type,
    "cuaderno.node.version": process.versions.node,
    ...(git === undefined
      ? {}
      : { "mlflow.source.git.commit": git.commit, "mlflow.source.git.dirty": String(git.dirty) }),
    ...(git?.branch === undefined ? {} : { "mlflow.source.git.branch": git.branch }),
  };
  if (lockHash !== undefined) tags["cuaderno.lock.sha256"] = lockHash;
  return tags;
}

/** Hash of the lock file next to the nearest package.json: the versions of all packages. */
async function hashLock(root: string): Promise<string | undefined> {
  const names = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock"];
  const name = names.find((file) => existsSync(join(root, file)));
  return name === undefined ? undefined : await hashFile(join(root, name));
}

/** Name of the user who runs this process. */
export function userName(environment: Readonly<Record<string, string | undefined>>): string {
  try {
    return userInfo().username;
  } catch {
    return environment.USER ?? environment.USERNAME ?? "unknown";
  }
}

/** Warns once per damaged file on standard error. */
function warnOnce(): (problem: TrackerProblem) => void {
  const reported = new Set<string>();
  return ({ path, reason }) => {
    if (reported.has(path)) return;
    reported.add(path);
    process.emitWarning(`${path} ${reason}`, "DamagedRun");
  };
}

/**
 * File of the index of a tracker's folder, in the user's cache folder (`XDG_CACHE_HOME`, else `~/.cache`); it can be
 * deleted at any time. Undefined when `CUADERNO_INDEX` is `off`.
 */
export function trackerIndexFile(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (environment.CUADERNO_INDEX === "off") return undefined;
  const cache = environment.XDG_CACHE_HOME || join(homedir(), ".cache");
  const name = createHash("sha256").update(resolve(root)).digest("hex").slice(0, 16);
  return join(cache, "cuaderno", "runs", `${name}.json`);
}
