import { type Columns, meanModel, pipeline, randomSource, randomUndersample, smote } from "cuaderno";
import type { Resampler } from "cuaderno/features";
import type { Model } from "cuaderno/models";
import { mutualInformation } from "cuaderno/stats";
import { type Matrix, takeRows } from "cuaderno/table";
import { crimeSteps } from "./features.js";
import type { Station } from "./stations.js";

/** How much a feature says about the arrest, in nats. */
export interface FeatureInformation {
  readonly feature: string;
  /** On real rows. */
  readonly real: number;
  /** On rows balanced before looking, of which many are made up: what must not be believed. */
  readonly balanced: number;
}

export interface InformationOptions {
  /** Rows to estimate on; default 30,000, as in the original project. */
  readonly rows?: number;
  readonly seed?: number;
}

/** How the original project balances: SMOTE to half as many arrests as others, then fewer others until arrests are 0.8 of them. */
export function balancing(seed: number): readonly Resampler[] {
  return [smote({ ratio: 0.5, seed }), randomUndersample({ ratio: 0.8, seed })];
}

/**
 * Mutual information of every feature with the arrest, on real training rows and on balanced ones, largest first. Rows that balancing makes
 * up lie between real ones, where no real row can lie, and so give away that they are arrests.
 */
export function featureInformation(
  training: Columns,
  stations: readonly Station[],
  { rows = 30_000, seed = 17 }: InformationOptions = {},
): readonly FeatureInformation[] {
  const drawn = someRows(training, 2 * rows, seed);
  const own = some(drawn.rowCount, rows, seed);
  const real = seenBy(drawn, stations, []);
  const balanced = seenBy(drawn, stations, balancing(seed));
  const among = some(balanced.target.length, rows, seed);
  return real.matrix.names
    .map((feature, index) => ({
      feature,
      real: informationOf(real, index, own),
      balanced: informationOf(balanced, index, among),
    }))
    .sort((a, b) => b.real - a.real);
}

interface Seen {
  readonly matrix: Matrix;
  readonly target: Float64Array;
}

/** What a model in a pipeline would see. */
function seenBy(training: Columns, stations: readonly Station[], resample: readonly Resampler[]): Seen {
  let seen: Seen | undefined;
  const spy: Model = {
    kind: "spy",
    fit(matrix, target) {
      seen = { matrix, target };
      return meanModel().fit(matrix, target);
    },
  };
  pipeline({ steps: crimeSteps(stations), model: spy, resample }).fit(training, "arrest");
  return seen ?? { matrix: { rowCount: 0, names: [], columns: [] }, target: new Float64Array() };
}

function informationOf({ matrix, target }: Seen, index: number, rows: Int32Array): number {
  const values = Float64Array.from(rows, (row) => matrix.columns[index]?.[row] ?? Number.NaN);
  const classes = Float64Array.from(rows, (row) => target[row] ?? Number.NaN);
  const isFlag = matrix.columns[index]?.every((value) => value === 0 || value === 1) ?? false;
  return mutualInformation(values, classes, { discreteTarget: true, discreteValues: isFlag });
}

/** Some of the rows, drawn at random, in table order. */
export function some(count: number, wanted: number, seed: number): Int32Array {
  return randomSource(seed).permutation(count).subarray(0, wanted).slice().sort();
}

/** Those rows of a table. */
export function someRows(rows: Columns, wanted: number, seed: number): Columns {
  return takeRows(rows, some(rows.rowCount, wanted, seed));
}
