import { ArgumentError } from "../../core/errors.js";
import type { SamplingTask } from "../samplers/sampler.js";
import type { Params } from "./space.js";

/** How many points are drawn for one trial before the search gives up on its constraint. */
export const mostDraws = 1_000;

/** The first point of `draw` that the constraint of the search allows; at most a thousand are drawn. */
export function allowedPoint({ constraint }: Pick<SamplingTask, "constraint">, draw: () => Params): Params {
  for (let count = 0; count < mostDraws; count++) {
    const point = draw();
    if (constraint === undefined || constraint(point)) return point;
  }
  throw new ArgumentError(
    `constraint: it refused ${mostDraws.toLocaleString("en-US")} points in a row; express it in the space instead (narrower bounds, oneOf), or relax it`,
  );
}
