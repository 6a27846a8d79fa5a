import type { RunInput } from "../tracker.js";
import { type DatasetInput, readRunInputs } from "./run-inputs.js";
import type { TrackerFolder } from "./tracker-folder.js";

/** Datasets that were used in a run; damaged records are reported and left out. */
export function readInputs(folder: TrackerFolder, runPath: string): RunInput[] {
  return readRunInputs(folder, runPath).datasets.map(toRunInput);
}

/** The input of a dataset as MLflow stores it. */
export function toRunInput({ name, digest, source, schema, profile, tags }: DatasetInput): RunInput {
  const context = tags["mlflow.data.context"];
  const address = toFields(parseJsonField(source));
  return {
    name,
    source: String(address.uri ?? address.url ?? source),
    digest: String(toFields(parseJsonField(profile)).digest ?? digest),
    context,
    schema,
    profile: profile === undefined || isOwnProfile(profile) ? undefined : profile,
  };
}

/** Without facts: the profile has at most the whole digest. */
function isOwnProfile(profile: string): boolean {
  return Object.keys(toFields(parseJsonField(profile))).every((key) => key === "digest");
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
