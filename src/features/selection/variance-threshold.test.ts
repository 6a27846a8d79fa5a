import { describe, expect, it } from "vitest";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { varianceThreshold } from "./variance-threshold.js";

const rows = tableFrom({
  flat: numberColumn([0.1, 0.1, 0.1]),
  x: numberColumn([1, 2, 4]),
  empty: numberColumn([null, null, null]),
});

describe("varianceThreshold", () => {
  it("drops constant columns and columns without values", () => {
    expect(varianceThreshold().fit(rows).dropped).toEqual(["flat", "empty"]);
  });

  it("refuses to drop all columns", () => {
    expect(() => varianceThreshold({ threshold: 100 }).fit(rows)).toThrow(
      "varianceThreshold: no column has a variance above 100, so all would be dropped",
    );
  });
});
