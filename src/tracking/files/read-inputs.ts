import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorMessage } from "../../core/error-message.js";
import { errorCode } from "../../files/file-system-error.js";
import type { RunInput } from "../tracker.js";
import { folderNames } from "./list-experiments.js";
import { type Meta, parseMeta } from "./parse-meta.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Datasets that were used in a run; damaged records are reported and left out. */
export function readInputs(folder: TrackerFolder, runPath: string): RunInput[] {
  const read = (file: string): Meta | undefined => {
    try {
      return parseMeta(readFileSync(file, "utf8"), file);
    } catch (thrown) {
      if (errorCode(thrown) !== "ENOENT") folder.onProblem({ path: file, reason: errorMessage(thrown) });
      return undefined;
    }
  };
  const found = folderNames(join(runPath, "inputs")).flatMap((name) => {
    const input = read(join(runPath, "inputs", name, "meta.yaml"));
    if (input === undefined || input.source_type !== "DATASET") return [];
    const dataset = read(join(dirname(runPath), "datasets", String(input.source_id), "meta.yaml"));
    return dataset === undefined ? [] : [toInput(dataset, input.tags)];
  });
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toInput(dataset: Meta, tags: unknown): RunInput {
  const context = toFields(tags)["mlflow.data.context"];
  const source = toFields(parseJsonField(dataset.source));
  const profile = toFields(parseJsonField(dataset.profile));
  return {
    name: String(dataset.name),
    source: String(source.uri ?? source.url ?? dataset.source ?? ""),
    digest: String(profile.digest ?? dataset.digest),
    ...(context === undefined ? {} : { context: String(context) }),
  };
}

function parseJsonField(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

function toFields(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
}
