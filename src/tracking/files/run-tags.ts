import type { StartRunOptions } from "../tracker.js";

/** Name and user of a new run, and the tags that every run has. */
export function runTags({
  id,
  user,
  tags,
  options: { name, parent, trackerTags = true },
}: {
  readonly id: string;
  readonly user: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly options: StartRunOptions;
}): { readonly name: string; readonly user: string; readonly tags: Readonly<Record<string, string>> } {
  const chosen =
    name ?? tags["mlflow.runName"] ?? `${sourceStem(tags["mlflow.source.name"] ?? "run")}-${id.slice(0, 6)}`;
  const common = trackerTags ? { "mlflow.user": user } : {};
  return {
    name: chosen,
    user: trackerTags ? user : (tags["mlflow.user"] ?? "unknown"),
    tags: {
      ...common,
      ...(parent === undefined ? {} : { "mlflow.parentRunId": parent.id }),
      ...tags,
      "mlflow.runName": chosen,
    },
  };
}

/** Last part of a path, without its extension. */
function sourceStem(source: string): string {
  const last = source.split(/[/\\]/).at(-1) ?? source;
  return last.replace(/\.[^.]+$/, "") || "run";
}
