import type { Figure } from "../../report/figures/figure.js";
import { lineFigure } from "../../report/figures/line-figure.js";
import { scatterFigure } from "../../report/figures/scatter-figure.js";
import type { StudyData } from "../study-data.js";
import { studyHistory } from "../study-history.js";
import { noTrials, type SearchFigureOptions, titleNumber, titleStart } from "./search-figure-options.js";

/**
 * The optimization history: the value of each complete trial as a point and the best value so far as a step line.
 * Values that are not finite are left out.
 *
 * @throws ArgumentError without a complete trial
 *
 * @example show(searchHistoryFigure(study, { value: { label: "RMSE", unit: "vehicles/h" } }))
 */
export function searchHistoryFigure<Point>(study: StudyData<Point>, options: SearchFigureOptions = {}): Figure {
  const { value = { label: "value" }, title, ...rest } = options;
  const history = studyHistory(study).filter((point) => Number.isFinite(point.value));
  const last = history.at(-1);
  const first = history.find(({ best }) => best === last?.best);
  if (last === undefined || first === undefined) throw noTrials("searchHistoryFigure", study.trials.length);
  const numbers = history.map(({ number }) => number);
  const known = history.map(({ best }) => best).filter(Number.isFinite);
  const firstKnown = history.length - known.length;
  const finding = `${titleStart(value.label)} reached ${titleNumber(last.best)} at trial ${first.number} of ${study.trials.length}`;
  const axes = { title: title ?? finding, x: { label: "trial" }, y: value, ...rest };
  const trials = { name: "trial", x: numbers, y: history.map((point) => point.value) };
  const best = { name: "best so far", x: numbers.slice(firstKnown), y: known, points: false, shape: "step" as const };
  const points = scatterFigure([trials, best], axes);
  const line = lineFigure(best, axes);
  return { ...points, data: [...points.data.slice(0, 1), ...line.data] };
}
