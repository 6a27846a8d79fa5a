import type { TableSource } from "../table/frame-like.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { rowTimes, timeColumns } from "./row-times.js";

/**
 * A sentence when rows to measure a pipeline on are not later than its newest training row, by the time column that it
 * reads; undefined when all are later, or when it reads none.
 */
export function trainingTimeWarning(fitted: FittedPipeline, source: TableSource): string | undefined {
  const times = timeColumns(source);
  const input = fitted.inputs.find(
    ({ name, kind, training }) => kind === "time" && training !== undefined && times.includes(name),
  );
  if (input?.training === undefined) return undefined;
  const newest = input.training.max;
  const values = rowTimes("evaluate", source, input.name);
  const earlier = values.reduce((count, time) => count + (time <= newest ? 1 : 0), 0);
  if (earlier === 0) return undefined;
  const day = new Date(newest).toISOString().slice(0, 10);
  return `${earlier} of ${values.length} rows are not later than the newest training row (${day}), so the score says how well gaps are filled, not how well the future is predicted`;
}
