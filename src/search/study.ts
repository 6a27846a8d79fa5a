import { FailedError } from "../core/errors.js";
import type { JsonObject } from "../core/json.js";
import type { Params } from "./space/space.js";
import { bestTrial, type StudyData } from "./study-data.js";
import { studyToJson } from "./study-json.js";
import type { CompleteTrial } from "./trial.js";

/** What a search found. */
export interface Study<Point = Params> extends StudyData<Point> {
  /** The complete trial with the best value, the earliest of equals. Throws FailedError when no trial is complete. */
  readonly best: CompleteTrial<Point>;
  /** Parameters of the best trial. Throws FailedError when no trial is complete. */
  readonly bestParams: Point;
  /** Value of the best trial. Throws FailedError when no trial is complete. */
  readonly bestValue: number;
  /** All of it as JSON; `restoreStudy` brings it back. */
  toJSON(): JsonObject;
}

/** The data of a study with its best trial at hand. */
export function toStudy<Point>(data: StudyData<Point>): Study<Point> {
  return {
    ...data,
    get best() {
      const best = bestTrial(data);
      if (best === undefined) {
        throw new FailedError(
          `${data.direction}: the study has no complete trial to be the best, of ${data.trials.length} trials; run more`,
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
