import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import { dirname, isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ArgumentError, EnvironmentError } from "../core/errors.js";
import { fileTracker } from "../tracking/file-tracker.js";
import type { Tracker, TrackerProblem } from "../tracking/tracker.js";
import { gitState } from "./git-state.js";
import { sourceOf } from "./source-of.js";

export interface OpenTrackerOptions {
  /** A folder or `file:` URL. Default: `MLFLOW_TRACKING_URI`, else `mlruns`. */
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
 * The tracker that the settings name: a folder in MLflow's file layout, `./mlruns` by default. Runs carry user, source,
 * git commit and Node version by themselves.
 *
 * @example const run = await (await openTracker()).startRun({ experiment: "traffic" })
 */
export async function openTracker(options: OpenTrackerOptions = {}): Promise<Tracker> {
  const environment = process.env;
  const experiment = options.experiment ?? environment.MLFLOW_EXPERIMENT_NAME;
  return fileTracker({
    root: trackerRoot(options.uri ?? environment.MLFLOW_TRACKING_URI ?? "", process.cwd()),
    now: Date.now,
    newId: () => randomBytes(16).toString("hex"),
    user: userName(environment),
    tags: async () => ({ ...(await tagsOfProcess(options.source)), ...options.tags }),
    onProblem: options.onProblem ?? warnOnce(),
    ...(experiment ? { experiment } : {}),
  });
}

/**
 * The folder that a tracking address names.
 *
 * @example trackerRoot("", "/work") // "/work/mlruns"
 */
export function trackerRoot(uri: string, cwd: string): string {
  if (uri === "") return resolve(cwd, "mlruns");
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(cwd, uri);
  if (scheme === "file") return folderOfFileUrl(uri, cwd);
  if (scheme === "http" || scheme === "https") {
    throw new EnvironmentError(
      `openTracker: ${hidePassword(uri)} is a tracking server, and this version keeps runs in folders only; set MLFLOW_TRACKING_URI to a folder such as ./mlruns`,
    );
  }
  throw new ArgumentError(
    `openTracker: cannot keep runs at ${hidePassword(uri)}: only folders and file: URLs; set MLFLOW_TRACKING_URI to a folder such as ./mlruns`,
  );
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
  const source = sourceOf({ given, environment: process.env, program: process.argv[1], cwd });
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

function userName(environment: Readonly<Record<string, string | undefined>>): string {
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
