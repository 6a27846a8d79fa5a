import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { trackerLimits } from "../check-tracker-key.js";
import type { RunInput } from "../tracker.js";
import { formatMeta } from "./format-meta.js";
import type { Meta } from "./parse-meta.js";
import { replaceFolder } from "./replace-folder.js";
import type { TrackerFolder } from "./tracker-folder.js";

/**
 * Records a dataset with the experiment and, with its context, as an input of the run. A digest of more than 36
 * characters (the limit of the layout) is truncated; the dataset's profile has all of it.
 */
export function writeInput(folder: TrackerFolder, runPath: string, runId: string, input: RunInput): void {
  const write = (path: string, meta: Meta): void =>
    replaceFolder(path, "meta.yaml", formatMeta(meta), { temporary: join(runPath, `.${folder.newId()}.tmp`) });
  const digest = input.digest.slice(0, trackerLimits.datasetDigest);
  const datasetId = md5(input.name + digest);
  const dataset = join(dirname(runPath), "datasets", datasetId);
  if (!existsSync(join(dataset, "meta.yaml"))) {
    const profile = digest === input.digest ? {} : { digest: input.digest };
    write(dataset, {
      digest,
      name: input.name,
      profile: JSON.stringify(profile),
      schema: null,
      source: JSON.stringify(/^https?:/.test(input.source) ? { url: input.source } : { uri: input.source }),
      source_type: toSourceType(input.source),
    });
  }
  write(join(runPath, "inputs", md5(datasetId + runId)), {
    destination_id: datasetId,
    destination_type: "RUN",
    source_id: datasetId,
    source_type: "DATASET",
    tags: input.context === undefined ? {} : { "mlflow.data.context": input.context },
  });
}

function toSourceType(source: string): string {
  if (/^https?:/.test(source)) return "http";
  if (source.startsWith("s3:")) return "s3";
  return "local";
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
