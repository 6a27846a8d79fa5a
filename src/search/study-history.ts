import { isBetter, type StudyData } from "./study-data.js";
import { isComplete } from "./trial.js";

/** One complete trial and the best value up to it. */
export interface HistoryPoint {
  readonly number: number;
  readonly value: number;
  readonly best: number;
}

/**
 * The complete trials by number, each with the best value so far, for a figure of the optimization history.
 *
 * @example studyHistory({ direction: "minimize", trials: [] }) // []
 */
export function studyHistory<Point>(study: Pick<StudyData<Point>, "direction" | "trials">): readonly HistoryPoint[] {
  let best: number | undefined;
  return study.trials.filter(isComplete).map(({ number, value }) => {
    if (best === undefined || isBetter(study.direction, value, best)) best = value;
    return { number, value, best };
  });
}
