import { randomBytes } from "node:crypto";
import { withProcessLock } from "../../files/process-lock.js";
import { processSecretMask } from "../../host/process-secret-mask.js";
import { fileRegistry } from "../../tracking/registry/file-registry.js";
import { maskedRegistry } from "../../tracking/registry/masked-registry.js";
import type { ModelRegistry } from "../../tracking/registry/registry.js";
import { restRegistry } from "../../tracking/rest/rest-registry.js";
import type { Tracker, TrackerProblem } from "../../tracking/tracker.js";
import { isServerUri, openServer } from "./open-server.js";
import { openTracker, userName } from "./open-tracker.js";
import { trackerFolder } from "./tracking-uri-folder.js";

export interface OpenRegistryOptions {
  /**
   * A tracker's folder, a `file:` URL, or the URL of an MLflow server.
   *
   * @default `MLFLOW_REGISTRY_URI`, else that of the tracker
   */
  readonly uri?: string | undefined;
  /** The tracker whose runs have the artifacts. @default the tracker in the same folder */
  readonly tracker?: Tracker | undefined;
  /** Called for every damaged file that is skipped. @default a warning of the process */
  readonly onProblem?: ((problem: TrackerProblem) => void) | undefined;
}

/**
 * The model registry of the options or the environment: the folder `models` in the tracker's folder, in MLflow's file
 * layout, or that of an MLflow server.
 *
 * @example await (await openRegistry()).version("crime-arrest", "champion")
 */
export async function openRegistry({ uri, tracker, onProblem }: OpenRegistryOptions = {}): Promise<ModelRegistry> {
  const environment = process.env;
  const tracked = environment.CUADERNO_TRACK_URI || undefined;
  const registryUri =
    tracked ?? uri ?? environment.MLFLOW_REGISTRY_URI ?? tracker?.uri ?? environment.MLFLOW_TRACKING_URI ?? "";
  if (isServerUri(registryUri)) {
    const runs = tracker ?? (await openTracker({ uri: uri ?? environment.MLFLOW_TRACKING_URI ?? registryUri }));
    return maskedRegistry(restRegistry(openServer(registryUri, environment), runs), processSecretMask);
  }
  const root = trackerFolder(registryUri, process.cwd());
  const runs =
    tracker ??
    (await openTracker({
      uri: uri ?? environment.MLFLOW_TRACKING_URI ?? root,
      onProblem,
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
