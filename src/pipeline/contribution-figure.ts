import { ArgumentError } from "../core/errors.js";
import type { ShapValues } from "../models/trees/shap-values.js";
import type { Figure } from "../report/figures/figure.js";
import type { Axis } from "../report/figures/figure-options.js";
import { scatterFigure } from "../report/figures/scatter-figure.js";
import type { Matrix } from "../table/matrix.js";
import type { ContributionFigureOptions } from "./contribution-swarm-figure.js";

/** Options of `contributionFigure`. */
export interface OneContributionFigureOptions extends ContributionFigureOptions {
  /** Name and unit of the feature. Default: its name in the matrix. */
  readonly feature?: Axis | undefined;
}

/**
 * A dependence figure: for each row the feature's value and what it added to the row's prediction. Rows without a value
 * are left out. `matrix` is the one that was explained.
 *
 * @example
 * show(contributionFigure(treeShap(model, matrix), matrix, "temperature", { title: "Warm days add traffic" }));
 */
export function contributionFigure(
  { featureNames, contributions }: ShapValues,
  matrix: Matrix,
  name: string,
  {
    title,
    contribution = { label: "contribution to the prediction" },
    feature,
    ...rest
  }: OneContributionFigureOptions = {},
): Figure {
  const index = featureNames.indexOf(name);
  const own = contributions[index];
  const values = matrix.columns[matrix.names.indexOf(name)];
  if (own === undefined || values === undefined || own.length !== values.length) {
    throw new ArgumentError(
      `contributionFigure: no explained column "${name}"; there are ${featureNames.join(", ")}, give the matrix that was explained`,
    );
  }
  const rows = Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]));
  const axis = feature ?? { label: name };
  return scatterFigure(
    { x: rows.map((row) => values[row]), y: rows.map((row) => own[row]) },
    { title: title ?? `What ${axis.label} adds to the prediction`, x: axis, y: contribution, ...rest },
  );
}
