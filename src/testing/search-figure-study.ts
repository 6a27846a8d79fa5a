import type { JsonObject } from "../core/json.js";
import type { Figure } from "../report/figures/figure.js";
import { choice } from "../search/space/choice.js";
import { integer } from "../search/space/integer.js";
import { oneOf } from "../search/space/one-of.js";
import { real } from "../search/space/real.js";
import type { Params } from "../search/space/space.js";
import type { StudyData } from "../search/study-data.js";
import type { Trial } from "../search/trial.js";
import { waitingTrial } from "../search/waiting-trial.js";

/** A point of `figureStudy`, whose parameter `alpha` exists in one branch only. */
export interface FigurePoint {
  readonly rate: number;
  readonly depth: number;
  readonly seed: number;
  readonly model: string;
  readonly kind: string | boolean | null;
  readonly alpha?: number;
}

/** A trial at a point. */
export function figureTrial(
  number: number,
  value: number,
  params: FigurePoint,
  state: Trial["state"] = "complete",
): Trial<FigurePoint> {
  return { ...(waitingTrial(number, {} as Params) as unknown as Trial<FigurePoint>), state, params, value };
}

/** A study with a branch, a failed trial and an infinite value. */
export const figureStudy: StudyData<FigurePoint> = {
  direction: "minimize",
  space: {
    rate: real(0.001, 1, { log: true }),
    depth: integer(1, 9),
    seed: integer(0, 99),
    model: oneOf({ ridge: { alpha: real(0, 1) }, trees: {} }),
    kind: choice(["a", null, true]),
  },
  sampler: "random",
  seed: 0,
  interrupted: false,
  trials: [
    figureTrial(0, 5, { rate: 0.01, depth: 2, seed: 7, model: "trees", kind: "a" }),
    figureTrial(1, 7, { rate: 0.1, depth: 2, seed: 7, model: "ridge", alpha: 0.5, kind: null }),
    figureTrial(2, Number.POSITIVE_INFINITY, { rate: 1, depth: 3, seed: 7, model: "trees", kind: true }),
    figureTrial(3, 1, { rate: 0.5, depth: 4, seed: 7, model: "trees", kind: "a" }, "failed"),
    figureTrial(4, 3.25, { rate: 0.001, depth: 4, seed: 7, model: "ridge", alpha: 0, kind: true }),
    figureTrial(5, 4, { rate: 0.02, depth: 5, seed: 7, model: "trees", kind: "a" }),
  ],
};

/** The study without a complete trial. */
export const emptyFigureStudy: StudyData<FigurePoint> = { ...figureStudy, trials: figureStudy.trials.slice(3, 4) };

/** The title of a figure. */
export function getTitle({ layout }: Figure): unknown {
  return (layout.meta as JsonObject).title;
}
