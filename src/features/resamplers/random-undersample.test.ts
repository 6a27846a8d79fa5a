import { describe, expect, it } from "vitest";
import { countClasses, resamplerContract, resamplerRows } from "../../testing/resampler-contract.js";
import { randomUndersample } from "./random-undersample.js";

resamplerContract("randomUndersample", randomUndersample({ ratio: 0.8, seed: 17 }));

describe("randomUndersample", () => {
  it("does not change the smallest class, and reduces the others to the ratio", () => {
    const [zeros = 0, ones = 0, twos = 0] = countClasses(resamplerRows);
    const smallest = Math.min(zeros, ones, twos);
    const cut = randomUndersample({ ratio: 0.8, seed: 1 }).resample(resamplerRows);
    expect(countClasses(cut)).toEqual([zeros, ones, twos].map((count) => Math.min(count, Math.floor(smallest / 0.8))));
  });

  it("refuses a ratio above 1", () => {
    expect(() => randomUndersample({ ratio: 1.2, seed: 1 })).toThrow("ratio must be above 0 and at most 1, got 1.2");
  });
});
