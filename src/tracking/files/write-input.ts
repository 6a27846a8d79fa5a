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
export function toDatasetInput({ name, digest: all, source, context }: RunInput): DatasetInput {
  const digest = all.slice(0, trackerLimits.datasetDigest);
  return {
    name,
    digest,
    sourceType: toSourceType(source),
    source: JSON.stringify(/^https?:/.test(source) ? { url: source } : { uri: source }),
    schema: undefined,
    profile: JSON.stringify(digest === all ? {} : { digest: all }),
    tags: context === undefined ? {} : { "mlflow.data.context": context },
  };
}

function toSourceType(source: string): string {
  if (/^https?:/.test(source)) return "http";
  if (source.startsWith("s3:")) return "s3";
  return "local";
}
