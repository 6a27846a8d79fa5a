import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { EnvironmentError } from "../../core/errors.js";
import { getRunSource } from "../../host/get-run-source.js";
import { gitState } from "../../host/git-state.js";
import { processSecretMask } from "../../host/process-secret-mask.js";
import { fileTracker } from "../../tracking/files/file-tracker.js";
import { maskedTracker } from "../../tracking/masked-tracker.js";
import type { Tracker, TrackerProblem } from "../../tracking/tracker.js";

export interface OpenTrackerOptions {
  /** A folder or `file:` URL. Default: `MLFLOW_TRACKING_URI`, else `mlruns` beside the nearest package.json or .git. */
  readonly uri?: string;
  /** The notebook or program to put on record. Default: the running one. */
  readonly source?: string;
  /** The experiment of runs that name none. Default: `MLFLOW_EXPERIMENT_NAME`, else `Default`. */
  readonly experiment?: string;
  /** Put on every run. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Told of every damaged file that reading passes over. Default: a warning of the process. */
  readonly onProblem?: (problem: TrackerProblem) => void;
}

/**
 * The tracker that the settings name: a folder in MLflow's file layout. Without a setting it is `mlruns` beside the nearest
 * package.json or .git, so a notebook and a program of one project share it whatever folder they run in. Runs carry user,
 * source, git commit and Node version by themselves. Values of environment variables such as `API_KEY`, and of a notebook's secret parameters in a
 * headless run, are masked in what is written.
 *
 * @example const run = await (await openTracker()).startRun({ experiment: "traffic" })
 */
export async function openTracker(options: OpenTrackerOptions = {}): Promise<Tracker> {
  const environment = process.env;
  const experiment = options.experiment ?? environment.MLFLOW_EXPERIMENT_NAME;
  const tracker = fileTracker({
    root: trackerFolder(options.uri ?? environment.MLFLOW_TRACKING_URI ?? "", process.cwd()),
    now: Date.now,
    newId: () => randomBytes(16).toString("hex"),
    user: userName(environment),
    tags: async () => ({ ...(await tagsOfProcess(options.source)), ...options.tags }),
    onProblem: options.onProblem ?? warnOnce(),
    ...(experiment ? { experiment } : {}),
  });
  return maskedTracker(tracker, processSecretMask);
}

/**
 * The folder that a tracking address names; relative ones count from `cwd`.
 *
 * @example trackerFolder("./runs", "/project") // "/project/runs"
 */
export function trackerFolder(uri: string, cwd: string): string {
  if (uri === "") return join(projectRoot(cwd), "mlruns");
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(cwd, uri);
  if (scheme === "file") return folderOfFileUrl(uri, cwd);
  const reason =
    scheme === "http" || scheme === "https"
      ? "is a tracking server, and this version keeps runs in folders only"
      : "is neither a folder nor a file: URL";
  throw new EnvironmentError(
    `openTracker: ${hidePassword(uri)} ${reason}; set MLFLOW_TRACKING_URI to a folder such as ./mlruns`,
  );
}

/** The nearest folder upwards that holds a package.json, a .git or an mlruns; else the folder itself. */
function projectRoot(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (["mlruns", "package.json", ".git"].some((name) => existsSync(join(folder, name)))) return folder;
    if (dirname(folder) === folder) return cwd;
  }
}

/** `file:mlruns` and `file://mlruns` are relative in other tools too. */
function folderOfFileUrl(uri: string, cwd: string): string {
  if (/^file:\/\/\//i.test(uri)) return fileURLToPath(uri);
  return resolve(cwd, decodeURIComponent(uri.replace(/^file:(\/\/)?/i, "")));
}

function hidePassword(uri: string): string {
  return uri.replace(/\/\/[^/@]*@/, "//***@");
}

async function tagsOfProcess(given: string | undefined): Promise<Readonly<Record<string, string>>> {
  const cwd = process.cwd();
  const source = getRunSource({ given, environment: process.env, program: process.argv[1], root: projectRoot(cwd) });
  const git = await gitState(isAbsolute(source.name) ? dirname(source.name) : cwd);
  return {
    "mlflow.source.name": source.name,
    "mlflow.source.type": source.type,
    "cuaderno.node.version": process.versions.node,
    ...(git === undefined
      ? {}
      : { "mlflow.source.git.commit": git.commit, "mlflow.source.git.dirty": String(git.dirty) }),
    ...(git?.branch === undefined ? {} : { "mlflow.source.git.branch": git.branch }),
  };
}

/** Who runs this process. */
export function userName(environment: Readonly<Record<string, string | undefined>>): string {
  try {
    return userInfo().username;
  } catch {
    return environment.USER ?? environment.USERNAME ?? "unknown";
  }
}

/** A damaged file is named once, on standard error, and reading goes on. */
function warnOnce(): (problem: TrackerProblem) => void {
  const told = new Set<string>();
  return ({ path, reason }) => {
    if (told.has(path)) return;
    told.add(path);
    process.emitWarning(`${path} ${reason}`, "DamagedRun");
  };
}
