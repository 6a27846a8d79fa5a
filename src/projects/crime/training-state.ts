import { contentHash } from "cuaderno";
import type { CrimeTable } from "./load.js";

/** Everything that decides what a training gives: the rows, by hash of their files, the window and the settings. */
export interface CrimeState {
  readonly data: "real" | "sample";
  readonly files: string;
  readonly from: string;
  readonly until: string;
  readonly trials: number;
  readonly seed: number;
}

/** The state that a training on this table, with these settings, would have. */
export function crimeState(
  { origin, months, laterMonths }: CrimeTable,
  { trials, seed }: { readonly trials: number; readonly seed: number },
): CrimeState {
  const used = [...months, ...laterMonths];
  const files = origin.files.filter(
    ({ name }) => !/\d{4}-\d{2}/.test(name) || used.some((month) => name.includes(month)),
  );
  return {
    data: origin.data,
    files: contentHash(
      files
        .map(({ name, sha256 }) => `${name} ${sha256}`)
        .sort()
        .join("\n"),
    ),
    from: months[0] ?? "",
    until: months.at(-1) ?? "",
    trials,
    seed,
  };
}

/** Why to train, in one sentence, or undefined when the last training stands. */
export function reasonToTrain(last: CrimeState | undefined, now: CrimeState): string | undefined {
  if (last === undefined) return "no model has been trained yet";
  if (last.from !== now.from || last.until !== now.until) {
    return `the window is ${now.from} to ${now.until}, it was ${last.from} to ${last.until}`;
  }
  if (last.files !== now.files) return "files were added or changed";
  for (const name of ["trials", "seed"] as const) {
    if (last[name] !== now[name]) return `${name} is ${now[name]}, it was ${last[name]}`;
  }
  return undefined;
}
