import { ArgumentError } from "../../core/errors.js";
import type { SamplingTask } from "../samplers/sampler.js";
import type { Params } from "./space.js";

/** Number of points that are drawn for one trial before the search fails. */
export const maxDraws = 1_000;

/**
 * The first point of `draw` that the constraint allows.
 *
 * @throws ArgumentError after 1,000 refused points
 */
export function allowedPoint({ constraint }: Pick<SamplingTask, "constraint">, draw: () => Params): Params {
  for (let count = 0; count < maxDraws; count++) {
    const point = draw();
    if (constraint === undefined || constraint(point)) return point;
  }
  throw new ArgumentError(
    `constraint: refused ${maxDraws.toLocaleString("en-US")} points in a row; express it in the space (narrower bounds, oneOf), or relax it`,
  );
}
