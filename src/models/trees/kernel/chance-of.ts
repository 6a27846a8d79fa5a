import { exponential } from "./exponential.js";

/** The chance that log odds stand for. */
export function chanceOf(logOdds: number): number {
  return 1 / (1 + exponential(Math.max(Math.min(-logOdds, 700), -700)));
}

/** As XGBoost: keeps rows that are certain from weighing nothing at all. */
export const leastHessian = 1e-16;
