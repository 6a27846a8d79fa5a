import { ArgumentError, FormatError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { type JsonReader, jsonReader } from "../../core/json-reader.js";
import { restoreHoltWinters } from "./holt-winters.js";
import { restoreSeasonalNaive } from "./seasonal-naive.js";
import type { FittedSeries } from "./series-model.js";

const restorers: Readonly<Record<string, (json: JsonReader) => FittedSeries>> = {
  holtWinters: restoreHoltWinters,
  seasonalNaive: restoreSeasonalNaive,
};

/**
 * The fitted series model that `toJSON` wrote; no code from the JSON is run.
 *
 * @example restoreSeries({ kind: "seasonalNaive", season: [5, 6] }).forecast(3) // [5, 6, 5]
 */
export function restoreSeries(json: Json, path = "series"): FittedSeries {
  const reader = jsonReader(json, path);
  const kind = reader.string("kind");
  const restore = Object.hasOwn(restorers, kind) ? restorers[kind] : undefined;
  if (restore === undefined) {
    throw new FormatError(
      `${path}.kind: unknown series model "${kind}"; expected ${Object.keys(restorers).join(", ")}`,
    );
  }
  try {
    return restore(reader);
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    throw new FormatError(`${path}: ${cause.message}`, { cause });
  }
}
