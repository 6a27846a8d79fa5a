import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { principalAxes } from "../../stats/linear/principal-axes.js";
import type { Column, Columns } from "../../table/columns.js";
import { numbersInColumns } from "../../table/numbers-in-columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { completeNumbers } from "../complete-numbers.js";
import { numberColumnNames } from "../number-column-names.js";
import { replaceColumns } from "../replace-columns.js";
import type { FittedStep, Step } from "../step.js";

export interface PcaOptions {
  /** Number columns. Default: every number column at fit. */
  readonly columns?: readonly string[] | undefined;
  /** Number of components, or below 1 the minimum share of the variance that they explain. */
  readonly components: number;
  /**
   * Prefix of the new columns, which are numbered from 1.
   *
   * @default "pc"
   */
  readonly prefix?: string | undefined;
}

/** A fitted principal component analysis. */
export interface FittedPca extends FittedStep {
  /** Share of the variance that each component explains. */
  readonly explainedVarianceRatio: readonly number[];
  /** Per component one weight per column; the largest absolute weight is positive. */
  readonly components: readonly Float64Array[];
}

/** A step that fits principal components. */
export interface PcaStep extends Step {
  fit(columns: Columns, target?: Float64Array): FittedPca;
}

/**
 * A step that replaces columns with their principal components, as scikit-learn's PCA up to sign. Use `standardScale`
 * first when units differ. Missing values are refused.
 *
 * Computed by Jacobi rotations: small components are as precise as large ones, and results are the same on every
 * machine.
 *
 * @example pca({ components: 2 }).kind // "pca"
 */
export function pca({ columns: names, components, prefix = "pc" }: PcaOptions): PcaStep {
  if (names !== undefined) checkColumnNames("pca", names);
  if (!(components > 0 && (components < 1 || Number.isInteger(components)))) {
    throw new ArgumentError(
      `pca: components: expected an integer >= 1, or a share between 0 and 1, got ${components}; pass components: 0.95 to keep 95 % of the variance`,
    );
  }
  return {
    kind: "pca",
    fit(columns) {
      const used = names ?? numberColumnNames(columns);
      const limit = Math.min(used.length, columns.rowCount - 1);
      if (components > limit) {
        throw new ArgumentError(
          `pca: ${components} components of ${used.length} columns and ${columns.rowCount} rows; request at most ${limit}`,
        );
      }
      const values = used.map((name) => completeNumbers(columns, name, "pca"));
      const means = values.map(shiftedMean);
      const centered = values.map((data, column) => data.map((value) => value - means[column]));
      const { axes, lengths } = principalAxes(centered);
      const total = lengths.reduce((sum, length) => sum + length * length, 0);
      const shares = lengths.map((length) => (total === 0 ? 0 : (length * length) / total));
      let count = components;
      if (components < 1) {
        let explained = 0;
        count =
          1 +
          shares.findIndex((share) => {
            explained += share;
            return explained >= components * (1 - 1e-12);
          });
      }
      return fittedPca(used, means, axes.slice(0, count), shares.slice(0, count), prefix);
    },
  };
}

/** A fitted pca step from its JSON. */
export function restorePca(json: JsonReader): FittedPca {
  const names = json.strings("columns");
  const perColumn = (reader: JsonReader, key: string): readonly number[] => {
    const numbers = reader.numbers(key);
    if (numbers.length === names.length) return numbers;
    throw reader.invalid(key, `${names.length} numbers, one per column`);
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
  components: readonly Float64Array[],
  explainedVarianceRatio: readonly number[],
  prefix: string,
): FittedPca {
  const outputs = components.map((_, index) => `${prefix}${index + 1}`);
  return {
    kind: "pca",
    inputs: names,
    outputs,
    explainedVarianceRatio,
    components,
    transform(columns) {
      const sources = names.map((name) => numbersInColumns(columns, name, "pca"));
      const added = components.map((component, index): [string, Column] => {
        const values = new Float64Array(columns.rowCount);
        sources.forEach((source, column) => {
          const [weight, mean] = [component[column], means[column]];
          for (let row = 0; row < values.length; row++) {
            values[row] = values[row] + weight * (source[row] - mean);
          }
        });
        return [outputs[index] ?? "", { kind: "number", values }];
      });
      return replaceColumns(columns, names, added, "pca", "choose another prefix");
    },
    toJSON: () => ({
      kind: "pca",
      columns: [...names],
      means: [...means],
      components: components.map((component, index) => ({
        axis: [...component],
        share: explainedVarianceRatio[index] ?? 0,
      })),
      prefix,
    }),
  };
}

function shiftedMean(values: Float64Array): number {
  const first = values[0] ?? Number.NaN;
  return first + values.reduce((total, value) => total + (value - first), 0) / values.length;
}
