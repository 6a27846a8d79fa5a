import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { principalAxes } from "../../stats/linear/principal-axes.js";
import type { Column, Columns } from "../../table/columns.js";
import { numbersInColumns } from "../../table/numbers-in-columns.js";
import { checkColumnNames } from "../check-column-names.js";
import { completeNumbers } from "../complete-numbers.js";
import { numberColumnNames } from "../number-column-names.js";
import { replaceColumns } from "../replace-columns.js";
import type { ChunkedStep, FittedStep, StepChunks } from "../step.js";
import { withRows } from "../summarize-chunks.js";
import { type CentredFactor, centredFactor, shiftedMean } from "./centred-factor.js";

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
export interface PcaStep extends ChunkedStep {
  fit(columns: Columns, target?: Float64Array): FittedPca;
  fitChunks(chunks: StepChunks): Promise<FittedPca>;
}

/**
 * A step that replaces columns with their principal components, as scikit-learn's PCA up to sign. Use `standardScale`
 * first when units differ. Missing values are refused.
 *
 * Computed by Jacobi rotations: small components are as precise as large ones, and results are the same on every
 * machine.
 *
 * `fitChunks` reads rows that need not fit into memory together one time, and stores as many numbers as the square of
 * the number of columns: axes agree with those of `fit` to 12 decimals, shares to 1e-7 of their own.
 *
 * @example pca({ components: 2 }).kind // "pca"
 * @example
 * const chunks = async function* () {
 *   for await (const frame of readChunks("hours/*.parquet", hours)) yield toColumns(frame);
 * };
 * const fitted = await pca({ components: 2 }).fitChunks(chunks());
 */
export function pca({ columns: names, components, prefix = "pc" }: PcaOptions): PcaStep {
  if (names !== undefined) checkColumnNames("pca", names);
  if (!(components > 0 && (components < 1 || Number.isInteger(components)))) {
    throw new ArgumentError(
      `pca: components: expected an integer >= 1, or a share between 0 and 1, got ${components}; pass components: 0.95 to keep 95 % of the variance`,
    );
  }
  const getNames = (columns: Columns): readonly string[] => names ?? numberColumnNames(columns);
  const checkCount = (columnCount: number, rowCount: number): void => {
    const limit = Math.min(columnCount, rowCount - 1);
    if (rowCount < 2) throw new ArgumentError(`pca: expected at least 2 rows, got ${rowCount}; pass more rows`);
    if (components <= limit) return;
    throw new ArgumentError(
      `pca: ${components} components of ${columnCount} columns and ${rowCount} rows; request at most ${limit}`,
    );
  };
  const fitCentred = (
    used: readonly string[],
    means: readonly number[],
    centred: readonly Float64Array[],
  ): FittedPca => {
    const { axes, lengths } = principalAxes(centred);
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
  };
  return {
    kind: "pca",
    fit(columns) {
      const used = getNames(columns);
      checkCount(used.length, columns.rowCount);
      const values = used.map((name) => completeNumbers(columns, name, "pca"));
      const means = values.map(shiftedMean);
      return fitCentred(
        used,
        means,
        values.map((data, column) => data.map((value) => value - means[column])),
      );
    },
    async fitChunks(chunks) {
      let [used, factor]: [readonly string[], CentredFactor] = [[], centredFactor(0)];
      for await (const columns of withRows("pca", chunks, (chunk) => chunk)) {
        if (factor.count === 0) {
          used = getNames(columns);
          factor = centredFactor(used.length);
        }
        factor.add(used.map((name) => completeNumbers(columns, name, "pca")));
      }
      checkCount(used.length, factor.count);
      return fitCentred(used, factor.means, factor.columns);
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
