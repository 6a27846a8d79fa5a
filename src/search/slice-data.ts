import { didYouMean } from "../core/did-you-mean.js";
import { NotFoundError } from "../core/errors.js";
import { flatSpace } from "./space/active-parameters.js";
import type { Params } from "./space/space.js";
import type { StudyData } from "./study-data.js";
import { isComplete } from "./trial.js";

/** One parameter of a study and the objective, with one element per complete trial. */
export interface SliceData<Value> {
  readonly name: string;
  readonly numbers: readonly number[];
  readonly params: readonly Value[];
  readonly values: readonly number[];
  /** Whether the parameter was searched on a logarithmic scale. */
  readonly log: boolean;
}

/** Names of the parameters of a point, including those of branches. */
export type NameOf<Point> = Point extends unknown ? keyof Point & string : never;

/** The type of the parameter where it exists. */
export type ValueAt<Point, Name extends PropertyKey> = Point extends { readonly [Key in Name]: infer Value }
  ? Value
  : never;

/**
 * The values of one parameter and of the objective in the complete trials that have it, for a scatter plot.
 *
 * @throws NotFoundError for an unknown parameter
 *
 * @example sliceData(study, "depth").params // [3, 5, 4]
 */
export function sliceData<Point, Name extends NameOf<Point>>(
  study: StudyData<Point>,
  name: Name,
): SliceData<ValueAt<Point, Name>> {
  const parameters = flatSpace(study.space);
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (parameter === undefined) {
    const known = Object.keys(parameters);
    throw new NotFoundError(
      `sliceData: unknown parameter "${name}"${didYouMean(name, known)}; known are ${known.join(", ")}`,
    );
  }
  const trials = study.trials.filter(isComplete).filter(({ params }) => name in (params as Params));
  return {
    name,
    numbers: trials.map(({ number }) => number),
    params: trials.map(({ params }) => (params as Params)[name] as ValueAt<Point, Name>),
    values: trials.map(({ value }) => value),
    log: parameter.kind !== "choice" && parameter.log,
  };
}
