import type { StoredObject } from "cuaderno/store";

/** Everything that decides what a training gives: the files it read, by version, and its settings. */
export interface TrainingState {
  readonly data: "real" | "sample";
  readonly objects: readonly { readonly key: string; readonly version: string }[];
  readonly settings: { readonly trials: number; readonly seed: number };
}

/** The state that a training on these files, with these settings, would have. */
export function trainingState(
  table: { readonly origin: { readonly data: "real" | "sample" }; readonly objects: readonly StoredObject[] },
  settings: TrainingState["settings"],
): TrainingState {
  return {
    data: table.origin.data,
    objects: table.objects.map(({ key, version }) => ({ key, version })),
    settings: { trials: settings.trials, seed: settings.seed },
  };
}

/** Why to train, in one sentence, or undefined when the last training stands: same files, same settings. */
export function reasonToTrain(last: TrainingState | undefined, now: TrainingState): string | undefined {
  if (last === undefined) return "no model has been trained yet";
  const before = new Map(last.objects.map(({ key, version }) => [key, version]));
  const added = now.objects.filter(({ key }) => !before.has(key));
  if (added.length > 0) return `new data: ${added.map(({ key }) => key).join(", ")}`;
  const changed = now.objects.filter(({ key, version }) => before.get(key) !== version);
  if (changed.length > 0) return `changed data: ${changed.map(({ key }) => key).join(", ")}`;
  const kept = new Set(now.objects.map(({ key }) => key));
  const gone = last.objects.filter(({ key }) => !kept.has(key));
  if (gone.length > 0) return `data gone: ${gone.map(({ key }) => key).join(", ")}`;
  for (const name of ["trials", "seed"] as const) {
    if (last.settings[name] !== now.settings[name]) {
      return `${name} is ${now.settings[name]}, it was ${last.settings[name]}`;
    }
  }
  return undefined;
}
