import { describe, expect, it } from "vitest";
import { countClasses, resamplerContract, resamplerRows, trainingColumn } from "../../testing/resampler-contract.js";
import { randomOversample } from "./random-oversample.js";

resamplerContract("randomOversample", randomOversample({ ratio: 0.5, seed: 17 }));

describe("randomOversample", () => {
  it("only repeats existing rows, up to the ratio", () => {
    const [zeros = 0] = countClasses(resamplerRows);
    const more = randomOversample({ seed: 1 }).resample(resamplerRows);
    expect(countClasses(more)).toEqual([zeros, zeros, zeros]);
    expect([...trainingColumn(more, 0).subarray(0, resamplerRows.target.length)]).toEqual([
      ...trainingColumn(resamplerRows, 0),
    ]);
    const known = new Set(trainingColumn(resamplerRows, 0));
    expect(trainingColumn(more, 0).every((value) => known.has(value))).toBe(true);
  });
});
