import { randomBytes } from "node:crypto";
import { withProcessLock } from "../../files/process-lock.js";
import { processSecretMask } from "../../host/process-secret-mask.js";
import { fileRegistry } from "../../tracking/registry/file-registry.js";
import { maskedRegistry } from "../../tracking/registry/masked-registry.js";
import type { ModelRegistry } from "../../tracking/registry/registry.js";
import type { Tracker, TrackerProblem } from "../../tracking/tracker.js";
import { openTracker, trackerFolder, userName } from "./open-tracker.js";

export interface OpenRegistryOptions {
  /** A tracker's folder or `file:` URL. Default: `MLFLOW_REGISTRY_URI`, else that of the tracker. */
  readonly uri?: string;
  /** The tracker whose runs hold the artifacts. Default: the one in the same folder. */
  readonly tracker?: Tracker;
  /** Told of every damaged file that reading passes over. Default: a warning of the process. */
  readonly onProblem?: (problem: TrackerProblem) => void;
}

/**
 * The model registry that the settings name: the folder `models` in the tracker's folder, in MLflow's file layout.
 *
 * @example (await openRegistry()).version("crime-arrest", "champion")
 */
export async function openRegistry({ uri, tracker, onProblem }: OpenRegistryOptions = {}): Promise<ModelRegistry> {
  const environment = process.env;
  const address = uri ?? environment.MLFLOW_REGISTRY_URI ?? tracker?.uri ?? environment.MLFLOW_TRACKING_URI ?? "";
  const root = trackerFolder(address, process.cwd());
  const runs =
    tracker ??
    (await openTracker({
      uri: uri ?? environment.MLFLOW_TRACKING_URI ?? root,
      ...(onProblem === undefined ? {} : { onProblem }),
    }));
  const registry = fileRegistry({
    root,
    tracker: runs,
    now: Date.now,
    newId: () => randomBytes(16).toString("hex"),
    user: userName(environment),
    exclusively: (file, work) => withProcessLock(`${file}.lock`, work, { staleMs: 5_000 }),
    onProblem: onProblem ?? (({ path, reason }) => process.emitWarning(`${path} ${reason}`, "DamagedModel")),
  });
  return maskedRegistry(registry, processSecretMask);
}
