import {
  averagePrecision,
  type Columns,
  fitSteps,
  getNumbers,
  gradientBoosting,
  maximize,
  stratifiedSplit,
} from "cuaderno";
import { binMatrix } from "cuaderno/models";
import type { Study, Trial } from "cuaderno/search";
import { takeRows, toMatrix } from "cuaderno/table";
import { type CrimeParams, crimeSpace } from "./boosting-space.js";
import { crimeSteps } from "./features.js";
import { someRows } from "./information.js";
import type { Station } from "./stations.js";

/** How the search is run. */
export interface CrimeSearchOptions {
  /** Default: 12. */
  readonly trials?: number;
  readonly seed?: number;
  /** Training rows that a trial works with, a quarter of them to judge by; default 30,000. */
  readonly rows?: number;
  readonly signal?: AbortSignal;
  readonly onTrial?: (trial: Trial<CrimeParams>, study: Study<CrimeParams>) => void | Promise<void>;
}

const mostRounds = 300;
const patience = 20;

/**
 * Searches the space by TPE for the largest average precision, as the original project, on training rows only; the rounds of the best
 * point come with the study. One trial follows the other, so that the same rows and seed give the same study.
 */
export async function searchCrime(
  training: Columns,
  stations: readonly Station[],
  { trials = 12, seed = 7, rows = 30_000, signal, onTrial }: CrimeSearchOptions = {},
): Promise<{ readonly study: Study<CrimeParams>; readonly rounds: number }> {
  const own = someRows(training, rows, seed);
  const split = stratifiedSplit(getNumbers(own, "arrest"), { testShare: 0.25, seed });
  const [learn, judge] = [takeRows(own, split.train), takeRows(own, split.test)];
  const prepared = fitSteps(crimeSteps(stations), learn, "arrest");
  const [matrix, asked] = [toMatrix(prepared.training), toMatrix(prepared.transform(judge))];
  const [target, actual] = [getNumbers(learn, "arrest"), getNumbers(judge, "arrest")];
  const binned = binMatrix(matrix);
  const roundsOf = new Map<number, number>();
  const study = await maximize(
    crimeSpace,
    (params, { number }) => {
      const model = gradientBoosting({ ...settingsOf(params), rounds: mostRounds, earlyStopping: patience, seed });
      const fitted = model.fitBinned(binned, target, { validation: { matrix: asked, target: actual } });
      roundsOf.set(number, fitted.trees.length);
      const probability = fitted.probabilities?.(asked)[1] ?? fitted.predict(asked);
      return averagePrecision(actual, probability);
    },
    { trials, seed, ...(signal === undefined ? {} : { signal }), ...(onTrial === undefined ? {} : { onTrial }) },
  );
  return { study, rounds: roundsOf.get(study.best.number) ?? patience };
}

/** Settings of boosted trees at a point of the space. */
export function settingsOf(params: CrimeParams): Parameters<typeof gradientBoosting>[0] {
  return { objective: "logistic", growth: "leaf", ...params };
}
