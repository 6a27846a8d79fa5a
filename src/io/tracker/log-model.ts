import { NotFoundError } from "../../core/errors.js";
import { parseProfile, type TableProfile } from "../../drift/table-profile.js";
import type { FittedPipeline } from "../../pipeline/fitted-pipeline.js";
import { profile } from "../../pipeline/profile.js";
import type { TableSource } from "../../table/frame-like.js";
import { parseModelUri } from "../../tracking/registry/parse-model-uri.js";
import type { ModelRegistry, ModelVersion } from "../../tracking/registry/registry.js";
import type { Run, Tracker } from "../../tracking/tracker.js";
import { openRegistry } from "./open-registry.js";
import { openTracker } from "./open-tracker.js";

/** What is saved with a model. */
export interface LogModelOptions {
  /**
   * The rows that later ones are compared with: those that the model learned from or, for its errors, was judged on.
   */
  readonly reference: TableSource;
  /** Path of the model among the run's artifacts. @default "model/pipeline.json" */
  readonly path?: string | undefined;
}

/**
 * Saves a fitted pipeline in a run, and next to it `profile.json`, the profile of the reference rows: drift of later
 * rows is measured against it, without the training data. Returns what `registry.register` takes.
 *
 * @example registry.register("traffic", await logModel(run, fitted, { reference: train }))
 */
export async function logModel(
  run: Run,
  model: FittedPipeline,
  { reference, path = "model/pipeline.json" }: LogModelOptions,
): Promise<{ readonly runId: string; readonly path: string }> {
  const saved = profile(reference, { model });
  await run.logArtifact(profilePath(path), JSON.stringify(saved));
  await run.logArtifact(path, JSON.stringify(model));
  return { runId: run.id, path };
}

/**
 * The profile that `logModel` saved with a registered version, such as `models:/traffic@champion`.
 *
 * @throws NotFoundError for a version without one
 * @example datasetDrift(await loadProfile("models:/traffic@champion"), newRows).level
 */
export async function loadProfile(
  uri: string,
  { registry, tracker }: { readonly registry?: ModelRegistry | undefined; readonly tracker?: Tracker | undefined } = {},
): Promise<TableProfile> {
  const { name, version } = parseModelUri(uri);
  const found = await (registry ?? (await openRegistry())).version(name, version);
  return readModelProfile(found, tracker ?? (await openTracker()), "loadProfile");
}

/**
 * The profile that was saved with a version.
 *
 * @throws NotFoundError for a version without one
 */
export async function readModelProfile(
  { name, version, runId, path }: ModelVersion,
  tracker: Pick<Tracker, "artifacts" | "readArtifact">,
  caller: string,
): Promise<TableProfile> {
  const uri = `models:/${name}/${version}`;
  const own = path === undefined ? undefined : profilePath(path);
  const isSaved =
    runId !== undefined && own !== undefined && (await tracker.artifacts(runId)).some((file) => file.path === own);
  if (!isSaved)
    throw new NotFoundError(
      `${caller}: ${uri} has no profile of its training rows; save models with logModel, or name the rows with --reference`,
    );
  return parseProfile(new TextDecoder().decode(await tracker.readArtifact(runId, own)), `the profile of ${uri}`);
}

function profilePath(path: string): string {
  return path.replace(/[^/]*$/, "profile.json");
}
