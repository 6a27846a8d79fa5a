import { ordinal } from "../features/encoders/ordinal.js";
import { calendarParts } from "../features/time/calendar-parts.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import type { FittedPipeline } from "../pipeline/fitted-pipeline.js";
import { pipeline } from "../pipeline/pipeline.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";

/** A label and a column's name that are HTML. */
export const hostileLabel = `</script><img src=x onerror="alert(1)">`;
export const hostileName = `<b onclick=alert(2)>a & "b"</b>`;

/** Hourly rows for live pages: times, weather, temperatures with two decimals, noise, volumes, late or not. */
export function liveRows(rowCount: number): Columns {
  let state = 4;
  const uniform = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const make = (toValue: (row: number) => number): Float64Array =>
    Float64Array.from({ length: rowCount }, (_, row) => toValue(row));
  const time = make((row) => Date.UTC(2012, 9, 2, 9) + 3_600_000 * row);
  const labels = ["Clear", "Rain", "Snow", hostileLabel];
  const weather = Int32Array.from({ length: rowCount }, () => Math.min(3, Math.floor(uniform() ** 2 * 4)));
  const temperature = make((row) => (row % 97 === 5 ? Number.NaN : Math.round(100 * (270 + 30 * uniform())) / 100));
  const noise = make(() => uniform());
  const volume = make((row) => {
    const hour = new Date(time[row] ?? 0).getUTCHours();
    return Math.round(5_500 - 400 * Math.abs(hour - 15) - 600 * (weather[row] ?? 0) + 300 * (noise[row] ?? 0));
  });
  return columnsFromEntries([
    ["time", { kind: "time", values: time }],
    ["weather", { kind: "category", codes: weather, categories: labels }],
    ["temperature", { kind: "number", values: temperature }],
    [hostileName, { kind: "number", values: noise }],
    ["volume", { kind: "number", values: volume }],
    ["busy", { kind: "number", values: volume.map((value) => (value > 3_500 ? 1 : 0)) }],
    ["latitude", { kind: "number", values: make((row) => 44.9 + 0.1 * ((row * 7) % 11)) }],
    ["longitude", { kind: "number", values: make((row) => -93.3 + 0.1 * ((row * 5) % 13)) }],
  ]);
}

/** A boosted model of the volume, or of whether it is busy. */
export function liveModel(rows: Columns, target: "volume" | "busy", rounds: number): FittedPipeline {
  const columns = columnsFromEntries(
    [...rows.byName].filter(([name]) => ["time", "weather", "temperature"].includes(name)),
  );
  const values = rows.byName.get(target);
  return pipeline({
    steps: [calendarParts({ column: "time", parts: ["hour", "weekday"] }), ordinal({ columns: ["weather"] })],
    model: gradientBoosting({
      rounds,
      depth: 5,
      categories: ["weather"],
      ...(target === "busy" ? { objective: "logistic" } : {}),
    }),
  }).fit(columns, values?.kind === "number" ? values.values : new Float64Array(0));
}
