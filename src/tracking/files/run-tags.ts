import type { StartRunOptions } from "../tracker.js";

/** Name of a new run, and the tags that every run has. */
export function runTags({
  id,
  user,
  tags,
  options: { name, parent },
}: {
  readonly id: string;
  readonly user: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly options: StartRunOptions;
}): { readonly name: string; readonly tags: Readonly<Record<string, string>> } {
  const chosen =
    name ?? tags["mlflow.runName"] ?? `${sourceStem(tags["mlflow.source.name"] ?? "run")}-${id.slice(0, 6)}`;
  return {
    name: chosen,
    tags: {
      "mlflow.user": user,
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
