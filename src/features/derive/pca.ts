import { ArgumentError, FormatError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { principalAxes } from "../../stats/linear/principal-axes.js";
import { type Column, type Columns, getNumbers } from "../../table/columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { completeNumbers } from "../complete-numbers.js";
import { numberColumnNames } from "../number-column-names.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep, Step } from "../step.js";

export interface PcaOptions {
  /** Number columns. Default: every number column at fit. */
  readonly columns?: readonly string[];
  /** How many components to keep, or below 1 the least share of the variance they must hold. */
  readonly components: number;
  /** Components are called so, counted from 1. Default: `pc`. */
  readonly prefix?: string;
}

/** A fitted principal component analysis. */
export interface FittedPca extends FittedStep {
  /** Share of the variance that each component kept holds. */
  readonly shares: readonly number[];
  /** Per component one weight per column; the largest in size is positive. */
  readonly axes: readonly Float64Array[];
}

/** A step that fits principal components. */
export interface PcaStep extends Step {
  fit(columns: Columns, target?: Float64Array): FittedPca;
}

/**
 * A step that replaces columns by their principal components: the few directions in which centred rows spread most, as scikit-learn's PCA
 * up to sign. Columns of different units want `standardScale` before it. Missing values are refused.
 *
 * Computed by Jacobi rotations, so small components are as precise as large ones and every machine gives the same digits.
 *
 * @example pca({ components: 2 }).kind // "pca"
 */
export function pca({ columns: names, components, prefix = "pc" }: PcaOptions): PcaStep {
  if (names !== undefined) checkColumnNames("pca", names);
  if (!(components > 0 && (components < 1 || Number.isInteger(components)))) {
    throw new ArgumentError(
      `pca: components must be a whole number of at least 1, or a share between 0 and 1, got ${components}`,
    );
  }
  return {
    kind: "pca",
    fit(columns) {
      const own = names ?? numberColumnNames(columns);
      const most = Math.min(own.length, columns.rowCount - 1);
      if (components > most) {
        throw new ArgumentError(
          `pca: ${components} components of ${own.length} columns and ${columns.rowCount} rows, there are at most ${most}; ask for fewer`,
        );
      }
      const values = own.map((name) => completeNumbers(columns, name, "pca"));
      const means = values.map(meanOf);
      const found = principalAxes(values.map((list, place) => list.map((value) => value - means[place])));
      const total = found.lengths.reduce((sum, length) => sum + length * length, 0);
      const shares = found.lengths.map((length) => (total === 0 ? 0 : (length * length) / total));
      let count = components;
      if (components < 1) {
        let held = 0;
        count =
          1 +
          shares.findIndex((share) => {
            held += share;
            return held >= components * (1 - 1e-12);
          });
      }
      return fittedPca(own, means, found.axes.slice(0, count), shares.slice(0, count), prefix);
    },
  };
}

/** Brings back what `toJSON` of a fitted pca step wrote. */
export function restorePca(json: JsonReader): FittedPca {
  const names = json.strings("columns");
  const perColumn = (reader: JsonReader, key: string): readonly number[] => {
    const numbers = reader.numbers(key);
    if (numbers.length === names.length) return numbers;
    throw new FormatError(`${reader.path}.${key}: must hold ${names.length} numbers, one per column`);
  };
  const components = json.objects("components");
  return fittedPca(
    names,
    perColumn(json, "means"),
    components.map((item) => Float64Array.from(perColumn(item, "axis"))),
    components.map((item) => item.number("share")),
    json.string("prefix"),
  );
}

function fittedPca(
  names: readonly string[],
  means: readonly number[],
  axes: readonly Float64Array[],
  shares: readonly number[],
  prefix: string,
): FittedPca {
  const outputs = axes.map((_, place) => `${prefix}${place + 1}`);
  return {
    kind: "pca",
    inputs: names,
    outputs,
    shares,
    axes,
    transform(columns) {
      const sources = names.map((name) => getNumbers(columns, name, "pca"));
      const added = axes.map((axis, place): [string, Column] => {
        const values = new Float64Array(columns.rowCount);
        sources.forEach((source, at) => {
          const [weight, mean] = [axis[at], means[at]];
          for (let row = 0; row < values.length; row++) {
            values[row] = values[row] + weight * (source[row] - mean);
          }
        });
        return [outputs[place] ?? "", { kind: "number", values }];
      });
      return replaceColumns(columns, names, added, "pca", "give another prefix");
    },
    toJSON: () => ({
      kind: "pca",
      columns: [...names],
      means: [...means],
      components: axes.map((axis, place) => ({ axis: [...axis], share: shares[place] ?? 0 })),
      prefix,
    }),
  };
}

function meanOf(values: Float64Array): number {
  const first = values[0] ?? Number.NaN;
  return first + values.reduce((total, value) => total + (value - first), 0) / values.length;
}
