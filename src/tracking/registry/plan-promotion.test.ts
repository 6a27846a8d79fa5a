import { describe, expect, it } from "vitest";
import { modelReference } from "./model-reference.js";
import { planPromotion } from "./plan-promotion.js";

const one = (score: number) => ({ version: 1, score });
const two = (score: number) => ({ version: 2, score });

describe("planPromotion", () => {
  it("asks for the whole share, and for a gain even without one", () => {
    const asked = (challenger: number, by: number) =>
      planPromotion({ champion: one(0.6), challenger: two(challenger), metric: "mcc", by }).promote;
    expect([asked(0.605, 0.01), asked(0.606, 0.01), asked(0.6, 0), asked(0.60001, 0)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it("goes down for errors, and counts the share from the size of a negative score", () => {
    const error = { champion: one(10), metric: "rmse", by: 0.1, goal: "smaller" } as const;
    expect(planPromotion({ ...error, challenger: two(9.1) }).promote).toBe(false);
    expect(planPromotion({ ...error, challenger: two(9) })).toMatchObject({ promote: true, needed: 9 });
    expect(planPromotion({ champion: one(-1), challenger: two(-0.95), metric: "r2", by: 0.1 }).promote).toBe(false);
  });

  it("never lets a score that is no number win, nor keep the place", () => {
    expect(planPromotion({ champion: undefined, challenger: two(Number.NaN), metric: "mcc" }).promote).toBe(false);
    expect(planPromotion({ champion: one(Number.NaN), challenger: two(0.1), metric: "mcc" }).promote).toBe(true);
  });

  it("refuses a negative share", () => {
    expect(() => planPromotion({ champion: one(1), challenger: two(2), metric: "mcc", by: -1 })).toThrow(
      /by must be a share from 0, got -1/,
    );
  });
});

describe("modelReference", () => {
  it.each(["", "models:/", "models:/a@", "runs:/1/model", "a/b", "models:/a/b/c", "a@b@c"])("refuses %j", (address) => {
    expect(() => modelReference(address)).toThrow(/names no model; write models:\/crime@champion/);
  });

  it("takes names with blanks, and aliases, numbers and latest", () => {
    expect(modelReference("models:/my model@night-shift")).toEqual({ name: "my model", which: "night-shift" });
    expect(modelReference("my model/latest")).toEqual({ name: "my model", which: "latest" });
  });
});
