import type { JsonReader } from "../../core/json-reader.js";
import { mapNumbers } from "../../core/map-numbers.js";
import { checkComplete, checkFeatures, checkFit, getMatrixColumn, refuseWeights } from "../check-fit.js";
import type { FittedModel, Model } from "../model.js";
import { type BaselineOptions, chooseTarget } from "./class-baseline.js";
import { groupKeys, groupValues, readGroups } from "./group-keys.js";

export interface LastValueOptions extends BaselineOptions {
  /**
   * Column that orders the rows in time.
   * @default the order of the rows
   */
  readonly orderBy?: string | undefined;
  /**
   * Columns of a group, such as country; each group has its last value.
   * @default []
   */
  readonly by?: readonly string[] | undefined;
}

/**
 * The baseline that repeats the last training target, of each row's group.
 *
 * A group that is not in the training rows gets the last target of all. Of rows at the same time the later row is used.
 *
 * @example lastValue({ orderBy: "year", by: ["country"] }).kind // "lastValue"
 */
export function lastValue({ orderBy, by = [], target: targetKind = "number" }: LastValueOptions = {}): Model {
  const model: Model = {
    kind: "lastValue",
    takesCategories: true,
    inputs: [...(orderBy === undefined ? [] : [orderBy]), ...by],
    fit(matrix, target, options) {
      checkFit("lastValue", matrix, target);
      refuseWeights("lastValue", options);
      const times = orderBy === undefined ? undefined : getMatrixColumn("lastValue", matrix, orderBy);
      if (times !== undefined) {
        checkComplete("lastValue", { rowCount: matrix.rowCount, names: [orderBy ?? ""], columns: [times] });
      }
      const getTime = (row: number): number => times?.[row] ?? row;
      const last = new Map<string, number>();
      let newest = 0;
      groupKeys("lastValue", matrix, by).forEach((key, row) => {
        const before = last.get(key);
        if (before === undefined || getTime(row) >= getTime(before)) last.set(key, row);
        if (getTime(row) >= getTime(newest)) newest = row;
      });
      const values = new Map([...last].map(([key, row]) => [key, target[row]]));
      return fittedLastValue(matrix.names, by, values, target[newest]);
    },
  };
  return chooseTarget("lastValue", model, targetKind);
}

/** The fitted model that `toJSON` wrote. */
export function restoreLastValue(json: JsonReader): FittedModel {
  const by = json.strings("by");
  const values = readGroups(json, by, "last");
  return fittedLastValue(json.strings("featureNames"), by, values, json.number("last"));
}

function fittedLastValue(
  featureNames: readonly string[],
  by: readonly string[],
  values: ReadonlyMap<string, number>,
  last: number,
): FittedModel {
  return {
    kind: "lastValue",
    featureNames,
    predict(matrix) {
      checkFeatures("lastValue", featureNames, matrix);
      return mapNumbers(groupKeys("lastValue", matrix, by), (key) => values.get(key) ?? last);
    },
    toJSON: () => ({
      kind: "lastValue",
      featureNames: [...featureNames],
      by: [...by],
      last,
      groups: [...values].map(([key, value]) => ({ values: groupValues(key), last: value })),
    }),
  };
}
