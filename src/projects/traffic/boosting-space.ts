import { integer, real } from "cuaderno";
import type { IntegerParameter, ParamsOf, RealParameter } from "cuaderno/search";

/**
 * What the search may choose: the space of the original project. `rounds` is an upper limit, since a fold stops when its validation
 * error has not fallen for 25 rounds.
 */
export const boostingSpace: {
  readonly rounds: IntegerParameter;
  readonly depth: IntegerParameter;
  readonly learningRate: RealParameter;
  readonly subsample: RealParameter;
  readonly columnSample: RealParameter;
  readonly gamma: RealParameter;
  readonly alpha: RealParameter;
  readonly lambda: RealParameter;
} = {
  rounds: integer(100, 1000, { step: 50 }),
  depth: integer(3, 10),
  learningRate: real(Math.exp(-3), 1, { log: true }),
  subsample: real(0.5, 1),
  columnSample: real(0.5, 1),
  gamma: real(Math.exp(-3), 1, { log: true }),
  alpha: real(Math.exp(-3), 1, { log: true }),
  lambda: real(Math.exp(-3), 1, { log: true }),
};

/** One point of the space. */
export type BoostingParams = ParamsOf<typeof boostingSpace>;
