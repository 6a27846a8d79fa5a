import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { RunStatus } from "../tracker.js";
import type { Meta } from "./parse-simple-meta.js";
import { toStatus } from "./run-status.js";

/** Content of a run's `meta.yaml`. */
export interface RunHeading {
  readonly id: string;
  readonly path: string;
  readonly experimentId: string;
  readonly experiment: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly startTime: number;
  readonly endTime: number | undefined;
  readonly artifactUri: string;
  readonly user: string;
  readonly deleted: boolean;
}

/** Where a run is. */
export interface RunLocation {
  readonly experiment: { readonly id: string; readonly name: string };
  readonly path: string;
  readonly id: string;
}

/** The heading in a run's `meta.yaml`; undefined when it is damaged, which is reported. */
export function toRunHeading(
  meta: Meta,
  { experiment, path, id }: RunLocation,
  damaged: (reason: string) => undefined,
): RunHeading | undefined {
  const status = toStatus(meta.status);
  if (status === undefined)
    return damaged(`has no valid status (${String(meta.status)}); the file was truncated or edited`);
  if (typeof meta.status !== "number")
    damaged("has its status as a string, which makes MLflow fail for the whole experiment; write the integer");
  if (typeof meta.start_time !== "number") return damaged("has no start_time; the file was truncated or edited");
  return {
    id,
    path,
    experimentId: experiment.id,
    experiment: experiment.name,
    name: meta.run_name === null || meta.run_name === undefined ? "" : String(meta.run_name),
    status,
    startTime: meta.start_time,
    endTime: typeof meta.end_time === "number" ? meta.end_time : undefined,
    artifactUri: currentArtifactUri(path, meta.artifact_uri),
    user: meta.user_id === null || meta.user_id === undefined ? "" : String(meta.user_id),
    deleted: meta.lifecycle_stage === "deleted",
  };
}

/**
 * The folder next to `meta.yaml`, so that artifacts are found after a move; a URI on another store is returned as
 * recorded.
 */
function currentArtifactUri(path: string, recorded: unknown): string {
  const isElsewhere =
    typeof recorded === "string" && /^[a-z][a-z0-9+.-]+:/i.test(recorded) && !recorded.startsWith("file:");
  return isElsewhere ? recorded : pathToFileURL(join(path, "artifacts")).href;
}
