import { describe, expect, it } from "vitest";
import { samplerContract } from "../../testing/sampler-contract.js";
import { runSearch } from "../run-search.js";
import { integer } from "../space/integer.js";
import { real } from "../space/real.js";
import { quasiRandomSampler } from "./quasi-random-sampler.js";

samplerContract("quasiRandomSampler", quasiRandomSampler);

describe("quasiRandomSampler", () => {
  const search = (seed: number) => {
    const space = { x: real(0, 1), y: real(0, 1), depth: integer(1, 16) };
    return runSearch(
      "minimize",
      space,
      ({ x }) => x,
      { sampler: quasiRandomSampler(), trials: 64, seed },
      { now: () => 0 },
    );
  };

  it("has one point in each cell of every dyadic partition", async () => {
    for (const seed of [0, 1, 2]) {
      const { trials } = await search(seed);
      for (const columns of [1, 2, 4, 8, 16, 32, 64]) {
        const cells = trials.map(
          ({ params: { x, y } }) => Math.floor(x * columns) * 64 + Math.floor((y * 64) / columns),
        );
        expect(new Set(cells).size).toBe(64);
      }
      for (let depth = 1; depth <= 16; depth++) {
        expect(trials.filter(({ params }) => params.depth === depth)).toHaveLength(4);
      }
    }
  });

  it("has other points for another seed", async () => {
    const [first, second] = [await search(1), await search(2)];
    expect(first.trials[0]?.params).not.toEqual(second.trials[0]?.params);
  });

  it("supports more parameters than the sequence has dimensions", async () => {
    const space = Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`p${index}`, real(0, 1)]));
    const study = await runSearch(
      "minimize",
      space,
      () => 1,
      { sampler: quasiRandomSampler(), trials: 3 },
      { now: () => 0 },
    );
    expect(Object.keys(study.bestParams)).toEqual(Object.keys(space));
  });
});
