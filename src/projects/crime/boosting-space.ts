import { integer, real } from "cuaderno";
import type { IntegerParameter, ParamsOf, RealParameter } from "cuaderno/search";

/** What the search may choose: the original project's space as far as boosted trees here have it. Rounds come from stopping in time. */
export const crimeSpace: {
  readonly maxLeaves: IntegerParameter;
  readonly learningRate: RealParameter;
  readonly subsample: RealParameter;
  readonly columnSample: RealParameter;
  readonly minChildWeight: RealParameter;
  readonly lambda: RealParameter;
  readonly gamma: RealParameter;
} = {
  maxLeaves: integer(15, 127),
  learningRate: real(0.03, 0.3, { log: true }),
  subsample: real(0.7, 1),
  columnSample: real(0.3, 0.9),
  minChildWeight: real(0.5, 15, { log: true }),
  lambda: real(0.01, 10, { log: true }),
  gamma: real(0, 2),
};

/** One point of the space. */
export type CrimeParams = ParamsOf<typeof crimeSpace>;
