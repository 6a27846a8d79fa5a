import { describe, expect, it } from "vitest";
import { planPromotion } from "./plan-promotion.js";

const one = (score: number) => ({ version: 1, score });
const two = (score: number) => ({ version: 2, score });

describe("planPromotion", () => {
  it("requires the full gain, and some gain when none is given", () => {
    const promoted = (challenger: number, minGain: number) =>
      planPromotion({ champion: one(0.6), challenger: two(challenger), metric: "mcc", minGain }).promote;
    expect([promoted(0.605, 0.01), promoted(0.606, 0.01), promoted(0.6, 0), promoted(0.60001, 0)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it("goes down for errors, and counts the share from the size of a negative score", () => {
    const error = { champion: one(10), metric: "rmse", minGain: 0.1, direction: "minimize" } as const;
    expect(planPromotion({ ...error, challenger: two(9.1) }).promote).toBe(false);
    expect(planPromotion({ ...error, challenger: two(9) })).toMatchObject({ promote: true, needed: 9 });
    expect(planPromotion({ champion: one(-1), challenger: two(-0.95), metric: "r2", minGain: 0.1 }).promote).toBe(
      false,
    );
  });

  it("never promotes a score that is NaN or infinite, and replaces a champion with one", () => {
    expect(planPromotion({ champion: undefined, challenger: two(Number.NaN), metric: "mcc" }).promote).toBe(false);
    expect(planPromotion({ champion: one(Number.NaN), challenger: two(0.1), metric: "mcc" }).promote).toBe(true);
    const diverged = Number.POSITIVE_INFINITY;
    const rmse = { metric: "rmse", direction: "minimize" } as const;
    expect(planPromotion({ champion: undefined, challenger: two(diverged), ...rmse }).promote).toBe(false);
    expect(planPromotion({ champion: one(diverged), challenger: two(0.1), ...rmse }).promote).toBe(true);
  });

  it("refuses a negative share", () => {
    expect(() => planPromotion({ champion: one(1), challenger: two(2), metric: "mcc", minGain: -1 })).toThrow(
      /minGain must be >= 0, got -1/,
    );
  });
});
