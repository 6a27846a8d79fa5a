import { ArgumentError, type Columns, columnsFromEntries } from "cuaderno";
import type { FittedPipeline } from "cuaderno/pipeline";
import type { WeatherWord } from "./schema.js";

/** One hour to predict, as a forecaster would write it down. */
export interface TrafficHour {
  /** Wall-clock time, `2024-10-02 09:00`. */
  readonly time: string;
  /** Air temperature in kelvin. */
  readonly temperature: number;
  readonly weather: WeatherWord;
  /** Name of the public holiday; default `None`. */
  readonly holiday?: string;
  /** Millimetres in the hour; default 0. */
  readonly rain?: number;
  readonly snow?: number;
  /** Cloud cover in per cent; default: not known. */
  readonly clouds?: number;
}

/** The vehicles that a fitted pipeline expects in each of the hours. */
export function predictTraffic(model: FittedPipeline, hours: readonly TrafficHour[]): Float64Array {
  return model.predict(hourColumns(hours));
}

function hourColumns(hours: readonly TrafficHour[]): Columns {
  const numbers = (of: (hour: TrafficHour) => number | undefined) =>
    ({ kind: "number", values: Float64Array.from(hours, (hour) => of(hour) ?? Number.NaN) }) as const;
  return columnsFromEntries([
    ["time", { kind: "time", values: Float64Array.from(hours, timeOf) }],
    ["isHoliday", numbers(({ holiday = "None" }) => (holiday === "None" ? 0 : 1))],
    ["temperature", numbers(({ temperature }) => temperature)],
    ["rain", numbers(({ rain = 0 }) => rain)],
    ["snow", numbers(({ snow = 0 }) => snow)],
    ["clouds", numbers(({ clouds }) => clouds)],
    ["weather", { kind: "string", values: hours.map(({ weather }) => weather) }],
  ]);
}

function timeOf({ time }: TrafficHour, row: number): number {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?$/.exec(time);
  const value = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}Z`);
  if (Number.isNaN(value)) {
    throw new ArgumentError(
      `predictTraffic: time "${time}" of hour ${row + 1} is not a wall-clock time; write 2024-10-02 09:00`,
    );
  }
  return value;
}
