import { calendarParts, oneHot, type Step, select } from "cuaderno";

/** What the models see of a row: nothing that is not known before the hour begins, given a weather forecast and a calendar. */
export const trafficInputs: readonly string[] = [
  "time",
  "isHoliday",
  "temperature",
  "rain",
  "snow",
  "clouds",
  "weather",
];

/**
 * The feature steps of the traffic models: hour, weekday and month of the time, the weather word as nine 0/1 columns (the rare Fog,
 * Smoke and Squall share one), the readings as they are. Missing readings stay missing: the trees send them to a side of their own.
 */
export function trafficSteps(): readonly Step[] {
  return [
    select({ columns: trafficInputs }),
    calendarParts({ column: "time", parts: ["hour", "weekday", "month"] }),
    oneHot({
      columns: ["weather"],
      unseen: "ignore",
      merge: { "Fog, Smoke, Squall": ["Fog", "Smoke", "Squall"] },
    }),
  ];
}
