import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { scalerContract } from "../../testing/scaler-contract.js";
import type { Step } from "../step.js";
import { clip } from "./clip.js";

scalerContract("clip", clip({ columns: ["x"], bounds: { iqr: 1.5 } }), { isUnitFree: false });

describe("clip", () => {
  const rows = tableFrom({ x: numberColumn([1, 2, 3, 4, 100]) });
  const clipped = (step: Step, values: readonly (number | null)[] = [-50, 3, 500]): number[] => [
    ...getNumbers(step.fit(rows).transform(tableFrom({ x: numberColumn(values) })), "x"),
  ];

  it("learns bounds from quartiles, quantiles and standard deviations, and applies them to later rows", () => {
    expect(clipped(clip({ columns: ["x"], bounds: { iqr: 1.5 } }))).toEqual([-1, 3, 7]);
    expect(clipped(clip({ columns: ["x"], bounds: { quantiles: [0.25, 0.75] } }))).toEqual([2, 3, 4]);
    const deviation = Math.sqrt((21 ** 2 + 20 ** 2 + 19 ** 2 + 18 ** 2 + 78 ** 2) / 5);
    const [low, , high] = clipped(clip({ columns: ["x"], bounds: { sigmas: 1 } }));
    expect(low).toBeCloseTo(22 - deviation, 10);
    expect(high).toBeCloseTo(22 + deviation, 10);
  });

  it("makes values outside missing, and accepts fixed bounds", () => {
    const step = clip({ columns: ["x"], bounds: { low: 0, high: 10 }, outside: "missing" });
    expect(clipped(step, [0, 10, 11, null])).toEqual([0, 10, Number.NaN, Number.NaN]);
    expect(() => clip({ columns: ["x"], bounds: { low: 2, high: 1 } })).toThrow("clip: bounds must be");
  });

  it("makes infinite and huge values fit fixed bounds", async () => {
    const extreme = tableFrom({ x: numberColumn([Number.POSITIVE_INFINITY, -1.7e308, 3]) });
    const step = clip({ columns: ["x"], bounds: { low: 0, high: 10 } });
    for (const fitted of [step.fit(extreme), await step.fitChunks([extreme])])
      expect([...getNumbers(fitted.transform(extreme), "x")]).toEqual([10, 0, 3]);
  });
});
