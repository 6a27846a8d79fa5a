import { ArgumentError } from "../../core/errors.js";

export interface ScoreOptions {
  /**
   * Whether scores that are all 0 or 1 are accepted. They are refused by default because they are usually the classes
   * that `predict` gives, which measure less than probabilities do.
   * @default false
   */
  readonly allowClasses?: boolean | undefined;
}

/** Refuses scores that are all 0 or 1: predicted classes instead of probabilities. */
export function refuseClasses(
  caller: string,
  scores: readonly ArrayLike<number>[],
  { allowClasses = false }: ScoreOptions,
): void {
  if (allowClasses) return;
  for (const values of scores) {
    for (let row = 0; row < values.length; row++) {
      if (values[row] !== 0 && values[row] !== 1) return;
    }
  }
  throw new ArgumentError(
    `${caller}: every score is 0 or 1, as predicted classes are; pass probability(rows) instead of predict(rows), or set allowClasses`,
  );
}
