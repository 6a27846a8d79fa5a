import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { samplerContract } from "../../testing/sampler-contract.js";
import { choice } from "../space/choice.js";
import { integer } from "../space/integer.js";
import { real } from "../space/real.js";
import { randomPoint, randomSampler } from "./random-sampler.js";

samplerContract("randomSampler", randomSampler);

describe("randomSampler", () => {
  const random = randomSource(1);
  const space = {
    depth: integer(3, 10),
    step: real(0, 1, { step: 0.5 }),
    rate: real(0.001, 10, { log: true }),
    kind: choice(["a", "b", "c"]),
  };
  const points = Array.from({ length: 8000 }, () => randomPoint(space, random));

  it("samples integers, steps and choices uniformly", () => {
    for (let depth = 3; depth <= 10; depth++) {
      expect(points.filter((point) => point.depth === depth).length / points.length).toBeCloseTo(1 / 8, 1);
    }
    for (const step of [0, 0.5, 1]) {
      expect(points.filter((point) => point.step === step).length / points.length).toBeCloseTo(1 / 3, 1);
    }
    for (const kind of ["a", "b", "c"]) {
      expect(points.filter((point) => point.kind === kind).length / points.length).toBeCloseTo(1 / 3, 1);
    }
  });

  it("samples uniformly in the logarithm", () => {
    expect(points.filter(({ rate }) => Number(rate) < 0.1).length / points.length).toBeCloseTo(0.5, 1);
  });
});
