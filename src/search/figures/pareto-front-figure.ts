import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import type { Figure } from "../../report/figures/figure.js";
import type { Axis } from "../../report/figures/figure-options.js";
import { scatterFigure } from "../../report/figures/scatter-figure.js";
import { type ParetoStudyData, type ParetoTrial, paretoFront } from "../pareto-study.js";
import { noTrials, type SearchFigureOptions } from "./search-figure-options.js";

/** Options of `paretoFrontFigure`. */
export interface ParetoFigureOptions<Name extends string> extends Omit<SearchFigureOptions, "value"> {
  /** The two objectives to draw. Default: the first two. */
  readonly objectives?: readonly [Name, Name] | undefined;
  /** Label and unit of objectives. Default: their names. */
  readonly axes?: { readonly [Key in Name]?: Axis } | undefined;
}

/**
 * A scatter figure of two objectives, with the Pareto front and the other trials as two series. With three or more
 * objectives the front is that of all objectives, so a trial on it can be dominated in the two that are drawn.
 *
 * @throws ArgumentError for an unknown objective, and without a complete trial
 *
 * @example show(paretoFrontFigure(study, { objectives: ["rmse", "seconds"] }))
 */
export function paretoFrontFigure<Point, Name extends string>(
  study: ParetoStudyData<Point, Name>,
  options: ParetoFigureOptions<Name> = {},
): Figure {
  const known = Object.keys(study.directions) as Name[];
  const { title, objectives = known.slice(0, 2), axes = {}, ...rest } = options;
  const [across, up] = objectives;
  for (const name of objectives) {
    if (known.includes(name)) continue;
    throw new ArgumentError(
      `paretoFrontFigure: unknown objective "${name}"${didYouMean(name, known)}; known are ${known.join(", ")}`,
    );
  }
  if (across === undefined || up === undefined)
    throw new ArgumentError("paretoFrontFigure: objectives: expected two names; name two objectives of the study");
  const complete = study.trials.filter(
    (trial): trial is ParetoTrial<Point, Name> => trial.state === "complete" && trial.values !== undefined,
  );
  const front = paretoFront(study);
  if (front.length === 0) throw noTrials("paretoFrontFigure", study.trials.length);
  const series = (name: string, trials: readonly ParetoTrial<Point, Name>[]) => ({
    name,
    x: trials.map(({ values }) => values[across]),
    y: trials.map(({ values }) => values[up]),
    labels: trials.map(({ number, params }) => `trial ${number}: ${pointText(params)}`),
  });
  const others = complete.filter((trial) => !front.includes(trial));
  const named: { readonly [name: string]: Axis | undefined } = axes;
  const finding = `${front.length} of ${complete.length} trials are Pareto-optimal in ${known.join(" and ")}`;
  return scatterFigure([series("Pareto front", front), ...(others.length === 0 ? [] : [series("others", others)])], {
    title: title ?? finding,
    x: named[across] ?? { label: across },
    y: named[up] ?? { label: up },
    ...rest,
  });
}

function pointText(params: unknown): string {
  return Object.entries(params as object)
    .map(([name, value]) => `${name} ${typeof value === "number" ? Number(value.toPrecision(4)) : String(value)}`)
    .join(", ");
}
