import type { DataFrame } from "nodejs-polars";
import { oneHot } from "../features/encoders/one-hot.js";
import { ordinal } from "../features/encoders/ordinal.js";
import { select } from "../features/selection/select.js";
import type { Step } from "../features/step.js";
import { calendarParts } from "../features/time/calendar-parts.js";
import type { Model } from "../models/model.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import type { FittedPipeline } from "../pipeline/fitted-pipeline.js";
import { pipeline } from "../pipeline/pipeline.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { loadPolars } from "../table/load-polars.js";
import { column } from "../table/schema/column.js";
import { schema, type TableSchema } from "../table/schema/schema.js";
import { toFrame } from "../table/to-frame.js";

/** Hours of a road, as they are measured. */
export const hours: TableSchema = schema("hours", {
  time: column.datetime({ source: "date_time", format: "%Y-%m-%d %H:%M:%S", description: "start of the hour" }),
  temperature: column.number({ source: "temp", unit: "K", min: 200, max: 330, description: "air temperature" }),
  weather: column.category({ source: "weather_main", values: ["Clear", "Rain", "Snow", "Fog"] }),
  holiday: column.boolean({ description: "public holiday" }),
  volume: column.integer({ source: "traffic_volume", unit: "vehicles/h" }),
});

/** Numbers and labels that are the same on every run. */
export function hourColumns(count: number): Columns {
  const rows = Array.from({ length: count }, (_, row) => row);
  return columnsFromEntries([
    ["time", { kind: "time", values: Float64Array.from(rows, (row) => Date.UTC(2018, 0, 1) + row * 3_600_000) }],
    ["temperature", { kind: "number", values: Float64Array.from(rows, (row) => 270 + ((row * 7) % 31)) }],
    ["weather", { kind: "string", values: rows.map((row) => ["Clear", "Rain", "Snow"][(row * 5) % 3] ?? null) }],
    ["holiday", { kind: "number", values: Float64Array.from(rows, (row) => (row % 97 === 0 ? 1 : 0)) }],
  ]);
}

/** A pipeline over the columns of `hours` with the contract of their schema; boosted trees unless a model is given. */
export function trafficPipeline({
  model = gradientBoosting({ rounds: 20, depth: 4 }),
  target = "volume",
}: {
  readonly model?: Model;
  readonly target?: "volume" | "busy" | "level";
} = {}): FittedPipeline {
  const columns = hourColumns(600);
  const hour = (row: number): number => row % 24;
  const volume = Float64Array.from({ length: columns.rowCount }, (_, row) =>
    Math.round(500 + 4_000 * Math.sin((Math.PI * hour(row)) / 24) + ((row * 13) % 50)),
  );
  const isTree = model.kind === "gradientBoosting" || model.kind === "randomForest";
  const labels: Step = isTree ? ordinal({ columns: ["weather"] }) : oneHot({ columns: ["weather"] });
  const steps = [calendarParts({ column: "time", parts: ["hour", "weekday"] }), labels];
  const names = ["hour", "weekday", "temperature", "weather", "holiday"];
  const own = pipeline({
    steps: isTree ? [...steps, select({ columns: names })] : steps,
    model,
    schema: hours,
  });
  if (target === "volume") return own.fit(columns, volume);
  if (target === "busy")
    return own.fit(
      columns,
      volume.map((value) => (value > 3_000 ? 1 : 0)),
    );
  const level = Array.from(volume, (value) => (value > 3_500 ? "high" : value > 2_000 ? "medium" : "low"));
  return own.fit(columnsFromEntries([...columns.byName, ["level", { kind: "string", values: level }]]), "level");
}

/** A row that the contract accepts. */
export const usualRow: Readonly<Record<string, unknown>> = {
  time: "2018-03-05 08:00:00",
  temperature: 281.5,
  weather: "Rain",
  holiday: false,
};

/** `hourColumns` as a frame. */
export function hourFrame(count: number): DataFrame {
  const pl = loadPolars();
  return toFrame(hourColumns(count)).withColumns(pl.col("holiday").cast(pl.Bool));
}
