import { type ColumnSpec, column, schema, type TableSchema } from "cuaderno";

/** The weather of an hour in one word. */
export type WeatherWord =
  | "Clear"
  | "Clouds"
  | "Drizzle"
  | "Fog"
  | "Haze"
  | "Mist"
  | "Rain"
  | "Smoke"
  | "Snow"
  | "Squall"
  | "Thunderstorm";

const weatherWords = [
  "Clear",
  "Clouds",
  "Drizzle",
  "Fog",
  "Haze",
  "Mist",
  "Rain",
  "Smoke",
  "Snow",
  "Squall",
  "Thunderstorm",
] as const;

/**
 * One row of a year file: an hour (or one of several rows of an hour, when more than one weather word applied).
 *
 * `None` in `holiday` is a value: an ordinary day. Readings that no instrument on earth could give become missing.
 */
export const trafficSchema: TableSchema<{
  readonly holiday: ColumnSpec<string>;
  readonly temperature: ColumnSpec<number | null>;
  readonly rain: ColumnSpec<number | null>;
  readonly snow: ColumnSpec<number | null>;
  readonly clouds: ColumnSpec<number | null>;
  readonly weather: ColumnSpec<WeatherWord>;
  readonly time: ColumnSpec<Date>;
  readonly volume: ColumnSpec<number>;
}> = schema(
  "traffic",
  {
    holiday: column.category({
      description: "public holiday or regional event, only on the row of 00:00; the word None on every other row",
    }),
    temperature: column.number({
      source: "temp",
      unit: "K",
      description: "air temperature",
      nullable: true,
      min: 200,
      max: 330,
      outOfRange: "missing",
    }),
    rain: column.number({
      source: "rain_1h",
      unit: "mm",
      description: "rain in the hour",
      nullable: true,
      min: 0,
      max: 305,
      outOfRange: "missing",
    }),
    snow: column.number({
      source: "snow_1h",
      unit: "mm",
      description: "snow in the hour",
      nullable: true,
      min: 0,
      max: 305,
    }),
    clouds: column.number({
      source: "clouds_all",
      unit: "%",
      description: "cloud cover",
      nullable: true,
      min: 0,
      max: 100,
    }),
    weather: column.category({ source: "weather_main", description: "weather in one word", values: weatherWords }),
    time: column.datetime({
      source: "date_time",
      description: "start of the hour, local time without a zone",
      format: "%Y-%m-%d %H:%M:%S",
    }),
    volume: column.integer({
      source: "traffic_volume",
      unit: "vehicles/h",
      description: "westbound vehicles in the hour at station 301; what is predicted",
      min: 0,
      max: 20_000,
    }),
  },
  { missing: [""] },
);
