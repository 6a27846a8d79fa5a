import { FormatError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { nelderMead } from "../../stats/linear/nelder-mead.js";
import { checkColumnNames } from "../check-column-names.js";
import { fittedColumnMap } from "../fitted-column-map.js";
import { numberColumnNames } from "../number-column-names.js";
import { presentNumbers } from "../present-numbers.js";
import type { FittedStep, Step } from "../step.js";

/**
 * A step that bends each column towards a normal curve by the power transform of Yeo and Johnson, then scales it to mean 0 and deviation
 * 1, as scikit-learn's PowerTransformer. The power is the one of greatest likelihood. Values may be of either sign; missing ones stay so.
 *
 * A constant column becomes 0. Default columns: every number column.
 *
 * @example yeoJohnson({ columns: ["rain_1h"] }).kind // "yeoJohnson"
 */
export function yeoJohnson({ columns: names }: { readonly columns?: readonly string[] } = {}): Step {
  if (names !== undefined) checkColumnNames("yeoJohnson", names);
  return {
    kind: "yeoJohnson",
    fit: (columns) =>
      fittedYeoJohnson(
        (names ?? numberColumnNames(columns)).map((column) => {
          const values = presentNumbers(columns, column, "yeoJohnson");
          const power = values.every((value) => value === values[0]) ? 1 : bestPower(values);
          const { mean, variance } = spread(values.map((value) => bent(value, power)));
          return { column, power, mean, deviation: Math.sqrt(variance) || 1 };
        }),
      ),
  };
}

/** Brings back what `toJSON` of a fitted yeoJohnson step wrote. */
export function restoreYeoJohnson(json: JsonReader): FittedStep {
  return fittedYeoJohnson(
    json.objects("columns").map((item) => {
      const deviation = item.number("deviation");
      if (!(deviation > 0)) throw new FormatError(`${item.path}.deviation: must be above 0, got ${deviation}`);
      return { column: item.string("column"), power: item.number("power"), mean: item.number("mean"), deviation };
    }),
  );
}

interface Bend {
  readonly column: string;
  readonly power: number;
  readonly mean: number;
  readonly deviation: number;
}

function fittedYeoJohnson(bends: readonly Bend[]): FittedStep {
  return fittedColumnMap(
    "yeoJohnson",
    bends.map((own) => ({ ...own })),
    ({ power, mean, deviation }) =>
      (value) =>
        (bent(value, power) - mean) / deviation,
  );
}

function bent(value: number, power: number): number {
  if (value >= 0) return power === 0 ? Math.log1p(value) : Math.expm1(power * Math.log1p(value)) / power;
  const other = 2 - power;
  return other === 0 ? -Math.log1p(-value) : -Math.expm1(other * Math.log1p(-value)) / other;
}

function bestPower(values: Float64Array): number {
  let stretch = 0;
  for (const value of values) stretch += Math.sign(value) * Math.log1p(Math.abs(value));
  const loss = ([power = 1]: Float64Array): number => {
    const { variance } = spread(values.map((value) => bent(value, power)));
    return (values.length / 2) * Math.log(variance) - (power - 1) * stretch;
  };
  return nelderMead(loss, Float64Array.of(1), { tolerance: 1e-15 }).point[0] ?? 1;
}

function spread(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const first = values[0] ?? 0;
  let total = 0;
  for (const value of values) total += value - first;
  const mean = first + total / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, variance: squares / values.length };
}
