import { type Meta, type MetaValue, parseMeta } from "../files/parse-meta.js";
import { statusCodes, toStatus } from "../files/run-status.js";

/** What is known about a run apart from its damaged `meta.yaml`. */
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
 * Fields of a run's `meta.yaml`: those that can still be read, and the others from the files of the run. A run without
 * a readable status counts as killed.
 */
export function rebuildRunMeta(text: string, around: RunSurroundings): Meta {
  const read = readCompleteLines(text);
  const status = toStatus(read.status) ?? "killed";
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

/** Fields before the damage. The last line counts only when it ends with a newline: a number may be truncated. */
function readCompleteLines(text: string): { readonly [key: string]: MetaValue } {
  const complete = text.slice(0, text.lastIndexOf("\n") + 1);
  const fields: Record<string, MetaValue> = {};
  for (const line of complete.split("\n").filter((part) => /^[a-z_]+: /.test(part))) {
    try {
      Object.assign(fields, parseMeta(`${line}\n`, "line"));
    } catch {
      // A line that is not a complete field is skipped.
    }
  }
  return fields;
}
