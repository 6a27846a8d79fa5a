import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { trackerLimits } from "../check-key.js";
import type { RunInput } from "../tracker.js";
import { metaText } from "./meta-text.js";
import type { Meta } from "./parse-meta.js";
import { replaceFolder } from "./replace-folder.js";
import type { TrackerFolder } from "./tracker-folder.js";

/**
 * Records a data set with the experiment and, with its context, as an input of the run.
 * A digest over 36 characters (the limit of the layout) is cut there; the data set's profile keeps the whole.
 */
export function writeInput(folder: TrackerFolder, runPath: string, runId: string, input: RunInput): void {
  const write = (path: string, meta: Meta): void =>
    replaceFolder(path, "meta.yaml", metaText(meta), { temporary: join(runPath, `.${folder.newId()}.tmp`) });
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
      source_type: sourceType(input.source),
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

function sourceType(source: string): string {
  if (/^https?:/.test(source)) return "http";
  if (source.startsWith("s3:")) return "s3";
  return "local";
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
