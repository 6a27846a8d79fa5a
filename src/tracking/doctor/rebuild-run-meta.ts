import { type Meta, type MetaValue, parseMeta } from "../files/parse-meta.js";
import { statusCodes, statusOf } from "../files/run-status.js";

/** What is known of a run besides its damaged `meta.yaml`. */
export interface RunSurroundings {
  readonly id: string;
  readonly experimentId: string;
  readonly artifactUri: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Times of the oldest and newest file of the run, in milliseconds since 1970. */
  readonly oldest: number;
  readonly newest: number;
}

/**
 * The fields of a run's `meta.yaml` from what can still be read of it, and the rest from what lies around it. A run whose status is
 * lost counts as killed.
 */
export function rebuildRunMeta(text: string, around: RunSurroundings): Meta {
  const read = readWholeLines(text);
  const status = statusOf(read.status) ?? "killed";
  const ended = typeof read.end_time === "number" ? read.end_time : around.newest;
  return {
    entry_point_name: "",
    lifecycle_stage: "active",
    source_name: "",
    source_type: 4,
    source_version: "",
    tags: [],
    run_name: around.tags["mlflow.runName"] ?? "",
    user_id: around.tags["mlflow.user"] ?? "",
    ...read,
    artifact_uri: read.artifact_uri ?? around.artifactUri,
    experiment_id: around.experimentId,
    run_id: around.id,
    start_time: typeof read.start_time === "number" ? read.start_time : around.oldest,
    end_time: status === "running" || status === "scheduled" ? (read.end_time ?? null) : ended,
    status: statusCodes[status],
  };
}

/** The fields up to the damage. The last line counts only when it is ended: a number may be cut in the middle. */
function readWholeLines(text: string): { readonly [key: string]: MetaValue } {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const fields: Record<string, MetaValue> = {};
  for (const line of whole.split("\n").filter((part) => /^[a-z_]+: /.test(part))) {
    try {
      Object.assign(fields, parseMeta(`${line}\n`, "line"));
    } catch {
      // A line that is not whole by itself has nothing to give.
    }
  }
  return fields;
}
