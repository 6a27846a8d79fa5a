import { checkInteger } from "../../core/check-integer.js";
import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import type { Column, Columns } from "../../table/columns.js";
import { numbersInColumns } from "../../table/numbers-in-columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { numberColumnNames } from "../number-column-names.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep, Step } from "../step.js";

export interface PolynomialFeaturesOptions {
  /** Number columns. Default: every number column at fit. */
  readonly columns?: readonly string[] | undefined;
  /**
   * Highest sum of powers in a product, at least 1.
   *
   * @default 2
   */
  readonly degree?: number | undefined;
  /**
   * Only products of different columns, no powers.
   *
   * @default false
   */
  readonly interactionOnly?: boolean | undefined;
}

const maxProducts = 20_000;

/**
 * A step that replaces columns with all their products up to a degree, in the order and with the names of
 * scikit-learn's PolynomialFeatures without bias: `a`, `b`, `a^2`, `a b`, `b^2`.
 *
 * @example polynomialFeatures({ columns: ["temp", "hour"], degree: 2 }).kind // "polynomialFeatures"
 */
export function polynomialFeatures(options: PolynomialFeaturesOptions = {}): Step {
  const { columns: names, degree = 2, interactionOnly = false } = options;
  if (names !== undefined) checkColumnNames("polynomialFeatures", names);
  checkDegree(degree);
  return {
    kind: "polynomialFeatures",
    fit(columns) {
      const fitted = fittedPolynomial(names ?? numberColumnNames(columns), degree, interactionOnly);
      fitted.transform(columns);
      return fitted;
    },
  };
}

/** A fitted polynomialFeatures step from its JSON. */
export function restorePolynomialFeatures(json: JsonReader): FittedStep {
  const degree = json.integer("degree");
  checkDegree(degree);
  return fittedPolynomial(json.strings("columns"), degree, json.boolean("interactionOnly"));
}

function checkDegree(degree: number): void {
  checkInteger("polynomialFeatures", "degree", degree, 1, "pass degree: 2");
}

function fittedPolynomial(names: readonly string[], degree: number, interactionOnly: boolean): FittedStep {
  const products = listProducts(names.length, degree, interactionOnly);
  const outputs = products.map((product) => formatProduct(product, names));
  return {
    kind: "polynomialFeatures",
    inputs: names,
    outputs,
    transform(columns: Columns) {
      const sources = names.map((name) => numbersInColumns(columns, name, "polynomialFeatures"));
      const added = products.map((product, index): [string, Column] => {
        const values = new Float64Array(columns.rowCount).fill(1);
        for (const factor of product) {
          const source = sources[factor] ?? values;
          for (let row = 0; row < values.length; row++) values[row] = values[row] * source[row];
        }
        return [outputs[index] ?? "", { kind: "number", values }];
      });
      return replaceColumns(columns, names, added, "polynomialFeatures", "rename or drop it first");
    },
    toJSON: () => ({ kind: "polynomialFeatures", columns: [...names], degree, interactionOnly }),
  };
}

/** Every product as the ascending indexes of its factors, short products first. */
function listProducts(count: number, degree: number, interactionOnly: boolean): readonly (readonly number[])[] {
  const products: number[][] = [];
  let shorter: number[][] = [[]];
  for (let length = 1; length <= degree; length++) {
    shorter = shorter.flatMap((product) => {
      const from = product.length === 0 ? 0 : (product.at(-1) ?? 0) + (interactionOnly ? 1 : 0);
      return Array.from({ length: Math.max(0, count - from) }, (_, step) => [...product, from + step]);
    });
    products.push(...shorter);
    if (products.length > maxProducts) {
      throw new ArgumentError(
        `polynomialFeatures: ${count} columns at degree ${degree} give more than ${maxProducts} columns; select fewer columns or a lower degree`,
      );
    }
  }
  return products;
}

function formatProduct(product: readonly number[], names: readonly string[]): string {
  return [...new Set(product)]
    .map((factor) => {
      const power = product.filter((other) => other === factor).length;
      return power === 1 ? names[factor] : `${names[factor]}^${power}`;
    })
    .join(" ");
}
