import type { Figure } from "../../report/figures/figure.js";
import type { Axis } from "../../report/figures/figure-options.js";
import { scatterFigure } from "../../report/figures/scatter-figure.js";
import { type NameOf, sliceData } from "../slice-data.js";
import { bestTrial, type StudyData } from "../study-data.js";
import { noTrials, type SearchFigureOptions, titleNumber, titleStart } from "./search-figure-options.js";

/** Options of `sliceFigure`. */
export interface SliceFigureOptions extends SearchFigureOptions {
  /** Label and unit of the parameter. Default: its name in the space. */
  readonly parameter?: Axis | undefined;
}

/**
 * A scatter figure of one parameter and the objective, with a point per complete trial that has the parameter. The axis
 * of a logarithmic parameter is logarithmic.
 *
 * @throws NotFoundError for an unknown parameter, ArgumentError without a complete trial
 *
 * @example show(sliceFigure(study, "learningRate"))
 */
export function sliceFigure<Point, Name extends NameOf<Point>>(
  study: StudyData<Point>,
  name: Name,
  options: SliceFigureOptions = {},
): Figure {
  const { value = { label: "value" }, parameter = { label: name }, title, ...rest } = options;
  const { numbers, params, values, log } = sliceData(study, name);
  const rows = Array.from(values.keys()).filter((row) => Number.isFinite(values[row]));
  const drawn = new Set(rows.map((row) => numbers[row]));
  const best = bestTrial({ ...study, trials: study.trials.filter(({ number }) => drawn.has(number)) });
  if (best === undefined) throw noTrials("sliceFigure", study.trials.length);
  const shown = params[numbers.indexOf(best.number)];
  const finding = `${titleStart(value.label)} is best, ${titleNumber(best.value)}, at ${parameter.label} ${parameterText(shown)}`;
  const points = rows.map((row) => params[row] as unknown);
  const isNumeric = points.every((point) => typeof point === "number");
  const series = {
    x: isNumeric ? (points as number[]) : points.map(parameterText),
    y: rows.map((row) => values[row]),
    labels: rows.map((row) => `trial ${numbers[row]}`),
  };
  const x: Axis = log ? { ...parameter, scale: "log" } : parameter;
  return scatterFigure(series, { title: title ?? finding, x, y: value, ...rest });
}

/** A parameter value as a string, numbers with six significant digits. */
export function parameterText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? titleNumber(value) : String(value);
}
