import { trackerLimits } from "../check-tracker-key.js";
import type { RunInput } from "../tracker.js";
import { writeDatasetInput } from "./run-inputs.js";
import type { TrackerFolder } from "./tracker-folder.js";

/**
 * Records a dataset with the experiment and, with its context, as an input of the run. A digest of more than 36
 * characters (the limit of the layout) is truncated; the dataset's profile has all of it.
 */
export function writeInput(folder: TrackerFolder, runPath: string, runId: string, input: RunInput): void {
  const digest = input.digest.slice(0, trackerLimits.datasetDigest);
  writeDatasetInput(folder, runPath, runId, {
    name: input.name,
    digest,
    sourceType: toSourceType(input.source),
    source: JSON.stringify(/^https?:/.test(input.source) ? { url: input.source } : { uri: input.source }),
    schema: undefined,
    profile: JSON.stringify(digest === input.digest ? {} : { digest: input.digest }),
    tags: input.context === undefined ? {} : { "mlflow.data.context": input.context },
  });
}

function toSourceType(source: string): string {
  if (/^https?:/.test(source)) return "http";
  if (source.startsWith("s3:")) return "s3";
  return "local";
}
