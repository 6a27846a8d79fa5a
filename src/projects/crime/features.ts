import {
  calendarParts,
  clip,
  cyclic,
  drop,
  frequencyEncode,
  log1p,
  nearestOnSphere,
  oneHot,
  select,
  standardScale,
} from "cuaderno";
import type { Step } from "cuaderno/features";
import type { Station } from "./stations.js";

/** Months by season, and hours by part of the day, as the original project cuts them. */
export const seasons: Readonly<Record<string, readonly string[]>> = {
  Winter: ["12", "1", "2"],
  Spring: ["3", "4", "5"],
  Summer: ["6", "7", "8"],
  Autumn: ["9", "10", "11"],
};
export const dayParts: Readonly<Record<string, readonly string[]>> = {
  "Early Morning": hoursFrom(0),
  Morning: hoursFrom(6),
  Afternoon: hoursFrom(12),
  Night: hoursFrom(18),
};

/** What a report says that a model may use; the arrest is not among it. */
export const crimeInputs = [
  "time",
  "latitude",
  "longitude",
  "x",
  "y",
  "iucr",
  "primaryType",
  "location",
  "district",
  "domestic",
] as const;

/**
 * From a report to what models see: nearest station and kilometres to it, season, weekday and part of the day, shares of codes and places,
 * all on one scale. Bounds, shares and scales are learned from training rows only. Times are Chicago's wall-clock times.
 */
export function crimeSteps(stations: readonly Station[]): readonly Step[] {
  const far = ["station_km", "x", "y"];
  return [
    select({ columns: crimeInputs }),
    nearestOnSphere({ latitude: "latitude", longitude: "longitude", points: stations, prefix: "station" }),
    drop({ columns: ["latitude", "longitude"] }),
    calendarParts({ column: "time", parts: ["month", "weekday", "hour"] }),
    oneHot({ columns: ["month"], merge: seasons, unseen: "ignore" }),
    oneHot({ columns: ["hour"], merge: dayParts, unseen: "ignore" }),
    cyclic({ column: "weekday", period: 7 }),
    clip({ columns: far, bounds: { sigmas: 3 } }),
    log1p({ columns: ["station_km"] }),
    frequencyEncode({ columns: ["iucr", "primaryType", "location", "district", "station_name"] }),
    standardScale({ columns: far }),
  ];
}

function hoursFrom(first: number): readonly string[] {
  return Array.from({ length: 6 }, (_, hour) => String(first + hour));
}
