import type { JsonReader } from "../../core/json-reader.js";
import { largestSquared } from "../../core/largest-squared.js";
import { nelderMead } from "../../stats/linear/nelder-mead.js";
import { checkColumnNames } from "../check-column-names.js";
import { fittedColumnMap } from "../fitted-column-map.js";
import { numberColumnNames } from "../number-column-names.js";
import { presentNumbers } from "../present-numbers.js";
import type { FittedStep, Step } from "../step.js";

/**
 * A step that makes each column more normal by the Yeo-Johnson power transform, then scales it to mean 0 and standard
 * deviation 1, as scikit-learn's PowerTransformer. The power maximizes the likelihood. Values may be negative; missing
 * values stay missing.
 *
 * A constant column becomes 0. Default columns: every number column.
 *
 * @example yeoJohnson({ columns: ["rain_1h"] }).kind // "yeoJohnson"
 */
export function yeoJohnson({ columns: names }: { readonly columns?: readonly string[] | undefined } = {}): Step {
  if (names !== undefined) checkColumnNames("yeoJohnson", names);
  return {
    kind: "yeoJohnson",
    fit: (columns) =>
      fittedYeoJohnson(
        (names ?? numberColumnNames(columns)).map((column) => {
          const values = presentNumbers(columns, column, "yeoJohnson", largestSquared);
          const power = values.every((value) => value === values[0]) ? 1 : bestPower(values);
          const { mean, variance } = spread(values.map((value) => powerTransform(value, power)));
          return { column, power, mean, deviation: Math.sqrt(variance) || 1 };
        }),
      ),
  };
}

/** A fitted yeoJohnson step from its JSON. */
export function restoreYeoJohnson(json: JsonReader): FittedStep {
  return fittedYeoJohnson(
    json.objects("columns").map((item) => {
      const deviation = item.number("deviation");
      if (!(deviation > 0)) throw item.invalid("deviation", `a number > 0, got ${deviation}`);
      return { column: item.string("column"), power: item.number("power"), mean: item.number("mean"), deviation };
    }),
  );
}

interface PowerTransform {
  readonly column: string;
  readonly power: number;
  readonly mean: number;
  readonly deviation: number;
}

function fittedYeoJohnson(transforms: readonly PowerTransform[]): FittedStep {
  return fittedColumnMap(
    "yeoJohnson",
    transforms.map((transform) => ({ ...transform })),
    ({ power, mean, deviation }) =>
      (value) =>
        (powerTransform(value, power) - mean) / deviation,
  );
}

function powerTransform(value: number, power: number): number {
  if (value >= 0) return power === 0 ? Math.log1p(value) : Math.expm1(power * Math.log1p(value)) / power;
  const other = 2 - power;
  return other === 0 ? -Math.log1p(-value) : -Math.expm1(other * Math.log1p(-value)) / other;
}

function bestPower(values: Float64Array): number {
  let stretch = 0;
  for (const value of values) stretch += Math.sign(value) * Math.log1p(Math.abs(value));
  const loss = ([power = 1]: Float64Array): number => {
    const { variance } = spread(values.map((value) => powerTransform(value, power)));
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
