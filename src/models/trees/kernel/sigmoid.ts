import { exponential } from "./exponential.js";

/** The probability that corresponds to the logarithm of the odds. */
export function sigmoid(logOdds: number): number {
  return 1 / (1 + exponential(Math.max(Math.min(-logOdds, 700), -700)));
}

/** Lower bound of a row's hessian, as in XGBoost: rows predicted with certainty would otherwise have weight 0. */
export const minHessian = 1e-16;
