import { ArgumentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { type JsonReader, jsonReader } from "../../core/json-reader.js";
import { isUri } from "../../runner/run/is-uri.js";
import { type PeriodUnit, periodUnits } from "./periods.js";

/** A dataset that has columns of a series. */
export interface HistoryDataset {
  /** Path or URI of the dataset's folder. */
  readonly uri: string;
  /** SQL expression of a row's time, where the dataset has no column of that name. */
  readonly time?: string | undefined;
}

/** The past of a series that a model predicts, as datasets with a row per period. */
export interface HistoryOptions {
  /** By name. */
  readonly datasets: Readonly<Record<string, HistoryDataset>>;
  /** Column of times, by which the datasets are joined. */
  readonly time: string;
  /** @default "month" */
  readonly period?: PeriodUnit | undefined;
  /**
   * Periods from the last known row to the one that is predicted; 0 where a row predicts its own period from those
   * before it.
   * @default 1
   */
  readonly horizon?: number | undefined;
  /** Column that has the real value of a period. @default the model's target */
  readonly actual?: string | undefined;
}

const keys = ["version", "root", "datasets", "time", "period", "horizon", "actual"];

/**
 * The options in the value of a `history.yaml`. Paths of datasets are relative to `root`, and that to the file.
 *
 * @param folder of the file, with a slash at its end
 * @param root instead of the file's
 * @throws ArgumentError naming the key that is wrong.
 */
export function readHistoryOptions(
  value: Json,
  { path, folder, root }: { readonly path: string; readonly folder: string; readonly root?: string | undefined },
): HistoryOptions {
  const reader = jsonReader(value, path);
  const unknown = reader.keys().find((key) => !keys.includes(key));
  if (unknown !== undefined) {
    throw new ArgumentError(`serve: ${path}: unknown key "${unknown}"; keys are ${keys.join(", ")}`);
  }
  const base = root ?? (reader.has("root") ? join(folder, reader.string("root")) : folder);
  const datasets = reader.object("datasets");
  const names = datasets.keys();
  if (names.length === 0) throw new ArgumentError(`serve: ${path}: datasets is empty; name at least one`);
  return {
    datasets: Object.fromEntries(names.map((name) => [name, readDataset(datasets, name, base)])),
    time: reader.string("time"),
    period: readPeriod(reader, path),
    horizon: readHorizon(reader, path),
    actual: reader.has("actual") ? reader.string("actual") : undefined,
  };
}

function readDataset(datasets: JsonReader, name: string, base: string): HistoryDataset {
  if (typeof datasets.value(name) === "string") return { uri: join(base, datasets.string(name)) };
  const own = datasets.object(name);
  return { uri: join(base, own.string("uri")), time: own.has("time") ? own.string("time") : undefined };
}

function readPeriod(reader: JsonReader, path: string): PeriodUnit {
  const given = reader.has("period") ? reader.string("period") : "month";
  const found = periodUnits.find((unit) => unit === given);
  if (found !== undefined) return found;
  throw new ArgumentError(
    `serve: ${path}: period: expected ${periodUnits.join(", ")}, got "${given}"; for example month`,
  );
}

function readHorizon(reader: JsonReader, path: string): number {
  const horizon = reader.has("horizon") ? reader.integer("horizon") : 1;
  if (horizon >= 0 && horizon <= 1_000) return horizon;
  throw new ArgumentError(
    `serve: ${path}: horizon: expected an integer from 0 to 1000, got ${horizon}; for example 12`,
  );
}

/** A path below a folder; URIs and absolute paths are unchanged. */
function join(folder: string, path: string): string {
  return isUri(path) || path.startsWith("/") || folder === "" ? path : `${folder.replace(/\/+$/, "")}/${path}`;
}
