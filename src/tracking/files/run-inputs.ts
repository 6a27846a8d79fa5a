import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorMessage } from "../../core/error-message.js";
import { errorCode } from "../../files/file-system-error.js";
import { formatMeta } from "./format-meta.js";
import { folderNames } from "./list-experiments.js";
import { type Meta, parseMeta } from "./parse-meta.js";
import { replaceFolder } from "./replace-folder.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Datasets and logged models that a run used, and logged models that it made. */
export interface RunInputs {
  readonly datasets: readonly DatasetInput[];
  /** Ids of logged models. */
  readonly models: readonly string[];
  readonly outputs: readonly { readonly id: string; readonly step: number }[];
}

/** A dataset as MLflow stores it. */
export interface DatasetInput {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  /** JSON or any string. */
  readonly source: string;
  readonly schema: string | undefined;
  readonly profile: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Inputs and outputs of a run in the order of their names; damaged records are reported and left out. */
export function readRunInputs(folder: TrackerFolder, runPath: string): RunInputs {
  const datasets: DatasetInput[] = [];
  const models: string[] = [];
  for (const name of folderNames(join(runPath, "inputs"))) {
    const input = readRecord(folder, join(runPath, "inputs", name));
    if (input?.source_type === "MODEL") models.push(String(input.source_id));
    if (input?.source_type !== "DATASET") continue;
    const dataset = readRecord(folder, join(dirname(runPath), "datasets", String(input.source_id)));
    if (dataset !== undefined) datasets.push(toDataset(dataset, input.tags));
  }
  const outputs = folderNames(join(runPath, "outputs")).flatMap((id) => {
    const output = readRecord(folder, join(runPath, "outputs", id));
    return output === undefined ? [] : [{ id, step: typeof output.step === "number" ? output.step : 0 }];
  });
  return {
    datasets: datasets.sort((a, b) => (a.name < b.name ? -1 : 1)),
    models: models.sort(),
    outputs: outputs.sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** Records a dataset with the experiment, and as an input of the run. */
export function writeDatasetInput(
  folder: TrackerFolder,
  runPath: string,
  runId: string,
  { name, digest, sourceType, source, schema, profile, tags }: DatasetInput,
): void {
  const datasetId = md5(name + digest);
  const path = join(dirname(runPath), "datasets", datasetId);
  if (!existsSync(join(path, "meta.yaml"))) {
    writeRecord(folder, runPath, path, {
      digest,
      name,
      profile: profile ?? null,
      schema: schema ?? null,
      source,
      source_type: sourceType,
    });
  }
  writeRecord(folder, runPath, join(runPath, "inputs", md5(datasetId + runId)), {
    destination_id: datasetId,
    destination_type: "RUN",
    source_id: datasetId,
    source_type: "DATASET",
    tags,
  });
}

/** Records a logged model as an input of the run. */
export function writeModelInput(folder: TrackerFolder, runPath: string, runId: string, modelId: string): void {
  writeRecord(folder, runPath, join(runPath, "inputs", md5(modelId + runId)), {
    destination_id: modelId,
    destination_type: "RUN",
    source_id: modelId,
    source_type: "MODEL",
    tags: {},
  });
}

/** Records a logged model as an output of the run. */
export function writeModelOutput(
  folder: TrackerFolder,
  runPath: string,
  runId: string,
  { id, step }: { readonly id: string; readonly step: number },
): void {
  writeRecord(folder, runPath, join(runPath, "outputs", id), {
    destination_id: runId,
    destination_type: "MODEL_OUTPUT",
    source_id: id,
    source_type: "RUN_OUTPUT",
    step,
    tags: {},
  });
}

function writeRecord(folder: TrackerFolder, runPath: string, path: string, meta: Meta): void {
  replaceFolder(path, "meta.yaml", formatMeta(meta), { temporary: join(runPath, `.${folder.newId()}.tmp`) });
}

function readRecord(folder: TrackerFolder, path: string): Meta | undefined {
  const file = join(path, "meta.yaml");
  try {
    return parseMeta(readFileSync(file, "utf8"), file);
  } catch (thrown) {
    if (errorCode(thrown) !== "ENOENT") folder.onProblem({ path: file, reason: errorMessage(thrown) });
    return undefined;
  }
}

function toDataset(dataset: Meta, tags: unknown): DatasetInput {
  const text = (value: unknown): string | undefined =>
    value === null || value === undefined ? undefined : String(value);
  const entries = tags !== null && typeof tags === "object" ? Object.entries(tags) : [];
  return {
    name: String(dataset.name),
    digest: String(dataset.digest),
    sourceType: text(dataset.source_type) ?? "",
    source: text(dataset.source) ?? "",
    schema: text(dataset.schema),
    profile: text(dataset.profile),
    tags: Object.fromEntries(entries.map(([key, value]) => [key, String(value)])),
  };
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
