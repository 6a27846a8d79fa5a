import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import type { Figure } from "../../report/figures/figure.js";
import type { Axis } from "../../report/figures/figure-options.js";
import { scatterFigure } from "../../report/figures/scatter-figure.js";
import { type ParetoStudyData, type ParetoTrial, paretoFront } from "../pareto-study.js";
import { noTrials, type SearchFigureOptions } from "./search-figure-options.js";

/** Options of `paretoFrontFigure`. */
export interface ParetoFigureOptions<Name extends string> extends Omit<SearchFigureOptions, "value"> {
  /** The two goals to draw; default the first two. */
  readonly objectives?: readonly [Name, Name];
  /** Name and unit of goals; default their names in the study. */
  readonly axes?: { readonly [Key in Name]?: Axis };
}

/**
 * A figure of the trials by two of their goals, those of the Pareto front apart from the others. With three goals and more the front
 * is that of all of them, and a trial on it may lie behind others in the two that are drawn.
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
      `paretoFrontFigure: the study has no goal "${name}"${didYouMean(name, known)}; it has ${known.join(", ")}`,
    );
  }
  if (across === undefined || up === undefined) throw new ArgumentError("paretoFrontFigure: name two goals");
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
  const finding = `${front.length} of ${complete.length} trials are beaten by no other in ${known.join(" and ")}`;
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
