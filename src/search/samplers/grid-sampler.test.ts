import { describe, expect, it } from "vitest";
import { samplerContract } from "../../testing/sampler-contract.js";
import { runSearch } from "../run-search.js";
import { choice } from "../space/choice.js";
import { integer } from "../space/integer.js";
import { oneOf } from "../space/one-of.js";
import { real } from "../space/real.js";
import { gridSampler } from "./grid-sampler.js";

samplerContract("gridSampler", () => gridSampler({ points: 3 }));

const clock = { now: () => 0 };

describe("gridSampler", () => {
  it("evaluates every combination once, the last parameter fastest, and then ends", async () => {
    const space = { neighbors: integer(3, 7, { step: 2 }), scale: choice([true, false]) };
    const study = await runSearch("minimize", space, ({ neighbors }) => neighbors, { sampler: gridSampler() }, clock);
    expect(study.trials.map(({ params }) => [params.neighbors, params.scale])).toEqual([
      [3, true],
      [3, false],
      [5, true],
      [5, false],
      [7, true],
      [7, false],
    ]);
    expect(study.interrupted).toBe(false);
  });

  it("spreads `points` over numbers without a step, including both bounds", async () => {
    const space = { alpha: real(0.01, 100, { log: true }), share: real(0, 1) };
    const sampler = gridSampler({ points: { alpha: 5, share: 2 } });
    const study = await runSearch("minimize", space, () => 1, { sampler }, clock);
    expect(study.trials.map(({ params }) => params.share)).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    const alphas = [...new Set(study.trials.map(({ params }) => params.alpha))];
    for (const [index, alpha] of [0.01, 0.1, 1, 10, 100].entries()) expect(alphas[index]).toBeCloseTo(alpha, 12);
  });

  it("has steps without binary rounding errors", async () => {
    const space = { x: real(0, 0.5, { step: 0.1 }) };
    const study = await runSearch("minimize", space, ({ x }) => x, { sampler: gridSampler() }, clock);
    expect(study.trials.map(({ params }) => params.x)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  });

  it("does not repeat start points", async () => {
    const space = { x: integer(1, 3) };
    const options = { sampler: gridSampler(), enqueue: [{ x: 2 }] };
    const study = await runSearch("minimize", space, ({ x }) => x, options, clock);
    expect(study.trials.map(({ params }) => params.x)).toEqual([2, 1, 3]);
  });

  it("uses each point once with parallel trials", async () => {
    const space = { x: integer(1, 20) };
    const options = { sampler: gridSampler(), concurrency: 4 };
    const study = await runSearch("minimize", space, async ({ x }) => x, options, clock);
    expect(study.trials.map(({ params }) => params.x).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  it("refuses numbers with infinitely many values", async () => {
    await expect(runSearch("minimize", { x: real(0, 1) }, () => 1, { sampler: gridSampler() }, clock)).rejects.toThrow(
      'gridSampler: parameter "x" has infinitely many values',
    );
  });

  it("refuses more values than memory holds", () => {
    expect(() => gridSampler().pointCount({ id: integer(0, 2 ** 52) })).toThrow(
      'gridSampler: parameter "id" has 4503599627370497 values, more than 10000000; raise its step',
    );
  });

  it("refuses fewer than two points", () => {
    expect(() => gridSampler({ points: 1 }).pointCount({ x: real(0, 1) })).toThrow(
      'gridSampler: points of "x": expected an integer >= 2, got 1',
    );
  });

  it("has every combination of a branch, and skips points that the constraint refuses", async () => {
    const branched = {
      model: oneOf({
        ridge: { alpha: real(0, 1, { step: 0.5 }) },
        trees: { depth: integer(1, 2), wide: choice([true, false]) },
      }),
      scale: integer(1, 2),
    };
    expect(gridSampler().pointCount(branched)).toBe((3 + 4) * 2);
    const options = { sampler: gridSampler(), constraint: (point: { readonly scale: number }) => point.scale === 2 };
    const { trials } = await runSearch("minimize", branched, ({ scale }) => scale, options, { now: () => 0 });
    expect(trials.map(({ params }) => params)).toEqual([
      { model: "ridge", alpha: 0, scale: 2 },
      { model: "ridge", alpha: 0.5, scale: 2 },
      { model: "ridge", alpha: 1, scale: 2 },
      { model: "trees", depth: 1, wide: true, scale: 2 },
      { model: "trees", depth: 1, wide: false, scale: 2 },
      { model: "trees", depth: 2, wide: true, scale: 2 },
      { model: "trees", depth: 2, wide: false, scale: 2 },
    ]);
  });
});
