import { type Columns, calendarParts, groupMean, pipeline, select } from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";

/** The forecasts that cost nothing: the mean of the hour of day (24 numbers), and of hour and weekday (168 numbers). */
export function trafficBaselines(training: Columns): {
  readonly hourMean: FittedPipeline;
  readonly hourWeekdayMean: FittedPipeline;
} {
  return {
    hourMean: baseline(training, ["hour"]),
    hourWeekdayMean: baseline(training, ["hour", "weekday"]),
  };
}

function baseline(training: Columns, by: readonly ("hour" | "weekday")[]): FittedPipeline {
  const steps = [select({ columns: ["time"] }), calendarParts({ column: "time", parts: by })];
  return pipeline({ steps, model: groupMean({ by }) }).fit(training, "volume");
}
