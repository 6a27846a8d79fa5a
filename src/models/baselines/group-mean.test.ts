import { describe, expect, it } from "vitest";
import { modelContract } from "../../testing/model-contract.js";
import { matrix, oneColumn, target } from "../../testing/model-rows.js";
import { restoreModel } from "../restore-model.js";
import { groupMean } from "./group-mean.js";

modelContract("groupMean", groupMean({ by: ["hour", "weekday"] }), matrix, target);

describe("groupMean", () => {
  it("predicts the mean of all rows for a group that is not in training", () => {
    const fitted = groupMean({ by: ["x"] }).fit(oneColumn(1, 1, 2), Float64Array.of(4, 6, 11));
    expect([...fitted.predict(oneColumn(1, 2, 3))]).toEqual([5, 11, 7]);
  });

  it("treats missing values as one group", () => {
    const fitted = groupMean({ by: ["x"] }).fit(oneColumn(1, Number.NaN), Float64Array.of(4, 6));
    const restored = restoreModel(JSON.parse(JSON.stringify(fitted.toJSON())));
    expect([...restored.predict(oneColumn(Number.NaN, 1))]).toEqual([6, 4]);
  });

  it("refuses an unknown column and no columns", () => {
    expect(() => groupMean({ by: ["y"] }).fit(oneColumn(1), Float64Array.of(1))).toThrow(
      'groupMean: unknown column "y"; the columns are x',
    );
    expect(() => groupMean({ by: [] })).toThrow("groupMean: by is empty");
  });
});
