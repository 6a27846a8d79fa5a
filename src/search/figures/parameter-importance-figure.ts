import { barFigure } from "../../report/figures/bar-figure.js";
import type { Figure } from "../../report/figures/figure.js";
import { parameterImportance } from "../parameter-importance.js";
import type { StudyData } from "../study-data.js";
import { isComplete } from "../trial.js";
import { noTrials, type SearchFigureOptions } from "./search-figure-options.js";

/**
 * A bar figure of the importance of each parameter, as `parameterImportance`, largest first.
 *
 * @throws ArgumentError without a complete trial
 *
 * @example show(parameterImportanceFigure(study))
 */
export function parameterImportanceFigure<Point>(
  study: StudyData<Point>,
  options: Omit<SearchFigureOptions, "value"> = {},
): Figure {
  const { title, ...rest } = options;
  const shares = [...parameterImportance(study)];
  const [top] = shares;
  const count = study.trials.filter(isComplete).length;
  if (top === undefined || count === 0) throw noTrials("parameterImportanceFigure", study.trials.length);
  const finding = `${top[0]} matters most, with ${Math.round(100 * top[1])} % of the importance over ${count} trials`;
  return barFigure(
    { x: shares.map(([name]) => name), y: shares.map(([, share]) => 100 * share) },
    {
      title: title ?? finding,
      x: { label: "parameter" },
      y: { label: "importance", unit: "%" },
      direction: "right",
      ...rest,
    },
  );
}
