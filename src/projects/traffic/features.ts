import { calendarParts, oneHot, select } from "cuaderno";
import type { Step } from "cuaderno/features";

/** Which features a model gets. */
export interface TrafficStepsOptions {
  /** Parts of the time. Default: `hour`, `weekday` and `month`. */
  readonly calendar?: readonly ("hour" | "weekday" | "month")[];
  /** The holiday flag. Default: true. */
  readonly holiday?: boolean;
  /** Readings and weather word. Default: true. */
  readonly weather?: boolean;
}

/**
 * The feature steps of the traffic models: parts of the time, the holiday flag, the readings as they are, the weather word as nine 0/1
 * columns (the rare Fog, Smoke and Squall share one). Missing readings stay missing: the trees send them to a side of their own.
 */
export function trafficSteps({
  calendar = ["hour", "weekday", "month"],
  holiday = true,
  weather = true,
}: TrafficStepsOptions = {}): readonly Step[] {
  const readings = weather ? ["temperature", "rain", "snow", "clouds", "weather"] : [];
  const word = oneHot({
    columns: ["weather"],
    unseen: "ignore",
    merge: { "Fog, Smoke, Squall": ["Fog", "Smoke", "Squall"] },
  });
  return [
    select({ columns: ["time", ...(holiday ? ["isHoliday"] : []), ...readings] }),
    calendarParts({ column: "time", parts: calendar }),
    ...(weather ? [word] : []),
  ];
}
