import { checkKnownValue } from "../../core/check-known-value.js";
import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { quantile } from "../../stats/quantile.js";
import { checkColumnNames } from "../check-column-names.js";
import { fittedColumnMap } from "../fitted-column-map.js";
import { presentNumbers } from "../present-numbers.js";
import type { FittedStep, Step } from "../step.js";

/**
 * The bounds beyond which a value is an outlier: `sigmas` times the population standard deviation from the mean; `iqr`
 * times the interquartile range beyond the quartiles; two `quantiles` such as 0.01 and 0.99 (winsorising); or `low` and
 * `high` as given.
 */
export type ClipBounds =
  | { readonly sigmas: number }
  | { readonly iqr: number }
  | { readonly quantiles: readonly [number, number] }
  | { readonly low: number; readonly high: number };

export interface ClipOptions {
  readonly columns: readonly string[];
  readonly bounds: ClipBounds;
  /**
   * What replaces a value outside: the bound, or a missing value.
   *
   * @default "bound"
   */
  readonly outside?: "bound" | "missing" | undefined;
}

/**
 * A step that replaces outliers with a bound learned from training rows, or makes them missing. Quantiles are of type
 * 7.
 *
 * @example clip({ columns: ["rain_1h"], bounds: { sigmas: 3 } }).kind // "clip"
 */
export function clip({ columns: names, bounds, outside = "bound" }: ClipOptions): Step {
  checkColumnNames("clip", names);
  checkBounds(bounds);
  checkOutside(outside);
  return {
    kind: "clip",
    fit: (columns) =>
      fittedClip(
        names.map((column) => {
          const [low, high] = learnedBounds(presentNumbers(columns, column, "clip"), bounds);
          return { column, low, high, outside };
        }),
      ),
  };
}

/** A fitted clip step from its JSON. */
export function restoreClip(json: JsonReader): FittedStep {
  return fittedClip(
    json.objects("columns").map((item) => {
      const [low, high] = [item.number("low"), item.number("high")];
      if (!(low <= high)) throw item.invalid("low", `low <= high, got ${low} and ${high}`);
      const outside = item.string("outside") as "bound" | "missing";
      checkOutside(outside);
      return { column: item.string("column"), low, high, outside };
    }),
  );
}

function checkOutside(outside: "bound" | "missing"): void {
  checkKnownValue("clip", "outside", outside, ["bound", "missing"]);
}

function checkBounds(bounds: ClipBounds): void {
  const fine =
    ("sigmas" in bounds && bounds.sigmas > 0) ||
    ("iqr" in bounds && bounds.iqr >= 0) ||
    ("quantiles" in bounds &&
      bounds.quantiles[0] >= 0 &&
      bounds.quantiles[0] <= bounds.quantiles[1] &&
      bounds.quantiles[1] <= 1) ||
    ("low" in bounds && bounds.low <= bounds.high);
  if (!fine) {
    throw new ArgumentError(
      `clip: bounds must be { sigmas: 3 }, { iqr: 1.5 }, { quantiles: [0.01, 0.99] } or { low, high } in order, got ${JSON.stringify(bounds)}; pass one of them`,
    );
  }
}

function learnedBounds(values: Float64Array, bounds: ClipBounds): readonly [number, number] {
  if ("low" in bounds) return [bounds.low, bounds.high];
  if ("quantiles" in bounds) return [quantile(values, bounds.quantiles[0]), quantile(values, bounds.quantiles[1])];
  if ("iqr" in bounds) {
    const [lower, upper] = [quantile(values, 0.25), quantile(values, 0.75)];
    return [lower - bounds.iqr * (upper - lower), upper + bounds.iqr * (upper - lower)];
  }
  const first = values[0] ?? 0;
  const mean = first + values.reduce((total, value) => total + (value - first), 0) / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  const reach = bounds.sigmas * Math.sqrt(squares / values.length);
  return [mean - reach, mean + reach];
}

interface Bounded {
  readonly column: string;
  readonly low: number;
  readonly high: number;
  readonly outside: "bound" | "missing";
}

function fittedClip(columns: readonly Bounded[]): FittedStep {
  return fittedColumnMap(
    "clip",
    columns.map((column) => ({ ...column })),
    ({ low, high, outside }) =>
      (value) => {
        if (value >= low && value <= high) return value;
        if (outside === "missing") return Number.NaN;
        return value < low ? low : high;
      },
  );
}
