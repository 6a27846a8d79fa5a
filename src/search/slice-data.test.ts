import { describe, expect, expectTypeOf, it } from "vitest";
import { examplePoint, exampleStudy } from "../testing/example-study.js";
import { sliceData } from "./slice-data.js";
import { oneOf } from "./space/one-of.js";
import { real } from "./space/real.js";
import type { Params } from "./space/space.js";
import { toStudy } from "./study.js";
import { waitingTrial } from "./waiting-trial.js";

describe("sliceData", () => {
  it("has one parameter and the objective, with the type of the parameter", () => {
    const study = exampleStudy(
      { value: 3 },
      { state: "failed" },
      { value: 5, params: { ...examplePoint, kind: null } },
    );
    const slice = sliceData(study, "kind");
    expectTypeOf(slice.params).toEqualTypeOf<readonly ("a" | 3 | null)[]>();
    expect(slice).toEqual({ name: "kind", numbers: [0, 2], params: ["a", null], values: [3, 5], log: false });
    expect(sliceData(study, "rate").log).toBe(true);
  });

  it("refuses an unknown parameter", () => {
    expect(() => sliceData(exampleStudy({ value: 1 }), "dept" as "depth")).toThrow(
      'sliceData: unknown parameter "dept"; did you mean "depth"?; known are rate, depth, kind',
    );
  });

  it("has only the trials of the branch of a parameter", () => {
    const study = toStudy<Params>({
      direction: "minimize",
      space: { model: oneOf({ ridge: { alpha: real(0, 1) }, mean: {} }) },
      sampler: "tpe",
      seed: 3,
      trials: [
        { ...waitingTrial(0, { model: "ridge", alpha: 0.5 }), state: "complete", value: 1 },
        { ...waitingTrial(1, { model: "mean" }), state: "complete", value: 2 },
      ],
      interrupted: false,
    });
    expect(sliceData(study, "alpha").numbers).toEqual([0]);
  });
});
