import { trackerLimits } from "../check-tracker-key.js";
import type { RunInput } from "../tracker.js";
import { type DatasetInput, writeDatasetInput } from "./run-inputs.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Records a dataset with the experiment and, with its context, as an input of the run. */
export function writeInput(folder: TrackerFolder, runPath: string, runId: string, input: RunInput): void {
  writeDatasetInput(folder, runPath, runId, toDatasetInput(input));
}

/**
 * The dataset as MLflow stores it. A digest of more than 36 characters (the limit of the layout) is truncated; the
 * profile has all of it.
 */
export function toDatasetInput({ name, digest: all, source, context, schema, profile }: RunInput): DatasetInput {
  const digest = all.slice(0, trackerLimits.datasetDigest);
  return {
    name,
    digest,
    sourceType: toSourceType(source),
    source: toSource(source),
    schema,
    profile: digest === all ? (profile ?? "{}") : JSON.stringify({ ...toFields(profile), digest: all }),
    tags: context === undefined ? {} : { "mlflow.data.context": context },
  };
}

/** What another tool wrote as JSON stays as it is. */
function toSource(source: string): string {
  if (source.startsWith("{") && Object.keys(toFields(source)).length > 0) return source;
  return JSON.stringify(/^https?:/.test(source) ? { url: source } : { uri: source });
}

function toFields(json = "{}"): object {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === "object" ? value : {};
  } catch {
    return {};
  }
}

function toSourceType(source: string): string {
  if (/^https?:/.test(source)) return "http";
  if (source.startsWith("s3:")) return "s3";
  return "local";
}
