import { didYouMean } from "../core/did-you-mean.js";
import { NotFoundError } from "../core/errors.js";
import type { Params } from "./space.js";
import type { StudyData } from "./study-data.js";
import { isComplete } from "./trial.js";

/** One parameter of a study against the objective, a complete trial at each place. */
export interface SliceData<Value> {
  readonly name: string;
  readonly numbers: readonly number[];
  readonly params: readonly Value[];
  readonly values: readonly number[];
  /** Whether the parameter was searched on a logarithmic scale. */
  readonly log: boolean;
}

/** The values of one parameter and of the objective over the complete trials: what a scatter plot of the two needs. */
export function sliceData<Point, Name extends keyof Point & string>(
  study: StudyData<Point>,
  name: Name,
): SliceData<Point[Name]> {
  const parameter = Object.hasOwn(study.space, name) ? study.space[name] : undefined;
  if (parameter === undefined) {
    const known = Object.keys(study.space);
    throw new NotFoundError(
      `sliceData: the study has no parameter "${name}"${didYouMean(name, known)}; it has ${known.join(", ")}`,
    );
  }
  const trials = study.trials.filter(isComplete).filter(({ params }) => name in (params as Params));
  return {
    name,
    numbers: trials.map(({ number }) => number),
    params: trials.map(({ params }) => params[name]),
    values: trials.map(({ value }) => value),
    log: parameter.kind !== "choice" && parameter.log,
  };
}
