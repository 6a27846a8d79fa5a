import { ArgumentError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import { mapNumbers } from "../../core/map-numbers.js";
import { checkFeatures, checkFit, refuseWeights } from "../check-fit.js";
import type { FittedModel, Model } from "../model.js";
import { weightedMean } from "../weighted-mean.js";
import { type BaselineOptions, chooseTarget } from "./class-baseline.js";
import { groupKeys, groupValues, readGroups } from "./group-keys.js";

export interface GroupMeanOptions extends BaselineOptions {
  /** The columns of a group, such as hour and weekday. */
  readonly by: readonly string[];
}

/**
 * The baseline that predicts the mean training target of the row's group, or the shares of its classes.
 *
 * A group that is not in the training rows gets the mean of all of them. Missing values are one group.
 *
 * @example groupMean({ by: ["hour", "weekday"] }).kind // "groupMean"
 */
export function groupMean({ by, target: targetKind = "number" }: GroupMeanOptions): Model {
  if (by.length === 0) throw new ArgumentError("groupMean: by is empty; name the columns of a group, or use meanModel");
  const model: Model = {
    kind: "groupMean",
    takesCategories: true,
    inputs: by,
    fit(matrix, target, options) {
      checkFit("groupMean", matrix, target);
      refuseWeights("groupMean", options);
      const sums = new Map<string, { total: number; count: number }>();
      const overall = weightedMean(target);
      groupKeys("groupMean", matrix, by).forEach((key, row) => {
        const sum = sums.get(key) ?? { total: 0, count: 0 };
        sum.total += target[row] - overall;
        sum.count += 1;
        sums.set(key, sum);
      });
      const means = new Map([...sums].map(([key, { total, count }]) => [key, overall + total / count]));
      return fittedGroupMean(matrix.names, by, means, overall);
    },
  };
  return chooseTarget("groupMean", model, targetKind);
}

/** The fitted model that `toJSON` wrote. */
export function restoreGroupMean(json: JsonReader): FittedModel {
  const by = json.strings("by");
  const means = readGroups(json, by, "mean");
  return fittedGroupMean(json.strings("featureNames"), by, means, json.number("overallMean"));
}

function fittedGroupMean(
  featureNames: readonly string[],
  by: readonly string[],
  means: ReadonlyMap<string, number>,
  overallMean: number,
): FittedModel {
  return {
    kind: "groupMean",
    featureNames,
    predict(matrix) {
      checkFeatures("groupMean", featureNames, matrix);
      return mapNumbers(groupKeys("groupMean", matrix, by), (key) => means.get(key) ?? overallMean);
    },
    toJSON: () => ({
      kind: "groupMean",
      featureNames: [...featureNames],
      by: [...by],
      overallMean,
      groups: [...means].map(([key, mean]) => ({ values: groupValues(key), mean })),
    }),
  };
}
