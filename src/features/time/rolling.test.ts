import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { pastContract } from "../../testing/past-contract.js";
import { restoreStep } from "../restore-step.js";
import { rolling } from "./rolling.js";

pastContract(
  "rolling",
  rolling({
    columns: ["level"],
    window: 3,
    statistics: ["mean", "deviation", "minimum", "maximum"],
    minimumCount: 1,
    orderBy: "month",
  }),
);

describe("rolling", () => {
  const rows = tableFrom({ month: numberColumn([1, 2, 4, 5]), level: numberColumn([1, 2, 3, 4]) });
  const roll = (options: object) => {
    const step = rolling({ columns: ["level"], window: 2, minimumCount: 1, orderBy: "month", ...options });
    return [...getNumbers(step.fit(rows).transform(rows), "level_mean2")];
  };

  it("counts rows, or units of the order with every", () => {
    expect(roll({})).toEqual([Number.NaN, 1, 1.5, 2.5]);
    expect(roll({ every: 1 })).toEqual([Number.NaN, 1, 2, 3]);
  });

  it("is missing with fewer values than minimumCount", () => {
    expect(roll({ minimumCount: 2 })).toEqual([Number.NaN, Number.NaN, 1.5, 2.5]);
  });

  it("includes the row itself with includeRow, also when restored", () => {
    expect(roll({ includeRow: true })).toEqual([1, 1.5, 2.5, 3.5]);
    expect(roll({ includeRow: true, every: 1 })).toEqual([1, 1.5, 3, 3.5]);
    const step = rolling({ columns: ["level"], window: 3, includeRow: true, orderBy: "month" }).fit(rows);
    const restored = restoreStep(JSON.parse(JSON.stringify(step)));
    expect(restored.transform(rows)).toEqual(step.transform(rows));
    expect([...getNumbers(step.transform(rows), "level_mean3")]).toEqual([Number.NaN, Number.NaN, 2, 3]);
  });

  it("refuses a window below 1 and an unknown statistic", () => {
    expect(() => roll({ window: 0 })).toThrow("rolling: window: expected an integer >= 1, got 0");
    expect(() => roll({ statistics: ["median"] })).toThrow("rolling: statistics: expected some of mean, deviation");
  });
});
