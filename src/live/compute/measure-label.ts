import type { LiveMeasure } from "../live-spec.js";
import { measureAggregate } from "./measure-rows.js";
import type { NumberResult } from "./view-result.js";

/** A measure given by the name of its column or in full. */
export function toMeasure(measure: string | LiveMeasure): LiveMeasure {
  return typeof measure === "string" ? { column: measure } : measure;
}

/** How a measure is called. */
export function measureLabel(measure: LiveMeasure): Omit<NumberResult, "value"> {
  const { column = "rows", over, label, unit = "", decimals } = measure;
  const aggregate = measureAggregate(measure);
  const usual: Partial<Record<typeof aggregate, string>> = {
    count: column === "rows" ? "rows" : `rows with ${column}`,
    ratio: `${column} by ${over}`,
    rmse: `RMSE of ${over}`,
    meanAbsoluteError: `mean absolute error of ${over}`,
  };
  return {
    label: label ?? usual[aggregate] ?? `${aggregate} of ${column}`,
    unit,
    decimals,
  };
}
