import { FailedError } from "../core/errors.js";
import type { JsonObject } from "../core/json.js";
import type { Params } from "./space/space.js";
import { bestTrial, type StudyData } from "./study-data.js";
import { studyToJson } from "./study-json.js";
import type { CompleteTrial } from "./trial.js";

/** A study with one objective. */
export interface Study<Point = Params> extends StudyData<Point> {
  /** The complete trial with the best value, the earliest in a tie. Throws FailedError when no trial is complete. */
  readonly best: CompleteTrial<Point>;
  /** Parameters of the best trial. Throws FailedError when no trial is complete. */
  readonly bestParams: Point;
  /** Value of the best trial. Throws FailedError when no trial is complete. */
  readonly bestValue: number;
  /** The study as JSON, for `restoreStudy`. */
  toJSON(): JsonObject;
}

/** The study with its best trial, from its data. */
export function toStudy<Point>(data: StudyData<Point>): Study<Point> {
  return {
    ...data,
    get best() {
      const best = bestTrial(data);
      if (best === undefined) {
        throw new FailedError(
          `${data.direction}: none of ${data.trials.length} trials is complete, so the study has no best trial; run more`,
        );
      }
      return best;
    },
    get bestParams() {
      return this.best.params;
    },
    get bestValue() {
      return this.best.value;
    },
    toJSON: () => studyToJson(data),
  };
}
