import { describe, expect, it } from "vitest";
import { samplerContract } from "../../testing/sampler-contract.js";
import { runSearch } from "../run-search.js";
import { choice } from "../space/choice.js";
import { integer } from "../space/integer.js";
import { oneOf } from "../space/one-of.js";
import { real } from "../space/real.js";
import type { ParamsOf } from "../space/space.js";
import { randomSampler } from "./random-sampler.js";
import type { Sampler } from "./sampler.js";
import { tpeSampler } from "./tpe-sampler.js";
import { trialRandom } from "./trial-random.js";

samplerContract("tpeSampler", () => tpeSampler());
samplerContract("tpeSampler, one parameter at a time", () => tpeSampler({ multivariate: false, startupTrials: 5 }));

const space = {
  x: real(-5, 5),
  rate: real(1e-4, 1, { log: true }),
  depth: integer(1, 12),
  kind: choice(["a", "b", "c"]),
};
const loss = ({ x, rate, depth, kind }: ParamsOf<typeof space>): number =>
  (x - 1) ** 2 / 4 + (Math.log10(rate) + 2) ** 2 / 2 + (depth - 7) ** 2 / 20 + { a: 0.5, b: 0, c: 1 }[kind];

async function meanBest(make: () => Sampler, direction: "minimize" | "maximize"): Promise<number> {
  const sign = direction === "minimize" ? 1 : -1;
  let total = 0;
  for (let seed = 0; seed < 20; seed++) {
    const options = { sampler: make(), trials: 60, seed };
    const study = await runSearch(direction, space, (params) => sign * loss(params), options, { now: () => 0 });
    total += sign * study.bestValue;
  }
  return total / 20;
}

samplerContract("tpeSampler, by groups", () => tpeSampler({ group: true, startupTrials: 5 }));

const branched = {
  model: oneOf({
    ridge: { alpha: real(1e-4, 1, { log: true }), bias: real(-1, 1) },
    trees: { depth: integer(1, 12), rate: real(0, 1), shape: oneOf({ level: {}, leaf: { leaves: integer(2, 64) } }) },
  }),
  scale: real(0, 1),
};
const branchedLoss = (point: ParamsOf<typeof branched>): number => {
  if (point.model === "ridge") return 1 + (Math.log10(point.alpha) + 2) ** 2 + point.bias ** 2 + point.scale;
  const leaves = point.shape === "leaf" ? Math.abs(point.leaves - 31) / 31 : 1;
  return (point.depth - 7) ** 2 / 16 + (point.rate - point.scale) ** 2 * 4 + (point.scale - 0.5) ** 2 + leaves;
};

describe("tpeSampler in a space with branches", () => {
  it.each([false, true])("finds better points than random sampling, group %s", async (group) => {
    const mean = async (make: () => Sampler): Promise<number> => {
      let total = 0;
      for (let seed = 0; seed < 12; seed++) {
        const options = { sampler: make(), trials: 60, seed };
        total += (await runSearch("minimize", branched, branchedLoss, options, { now: () => 0 })).bestValue;
      }
      return total / 12;
    };
    expect(await mean(() => tpeSampler({ group }))).toBeLessThan(0.6 * (await mean(randomSampler)));
  });

  it("refuses group without multivariate", () => {
    expect(() => tpeSampler({ group: true, multivariate: false })).toThrow(
      "tpeSampler: group requires multivariate, which is false; leave out one of them",
    );
  });
});

describe("tpeSampler", () => {
  it("finds better points than random sampling, in both directions", async () => {
    const random = await meanBest(randomSampler, "minimize");
    const tpe = await meanBest(tpeSampler, "minimize");
    expect(tpe).toBeLessThan(0.5 * random);
    expect(await meanBest(tpeSampler, "maximize")).toBeCloseTo(tpe, 12);
  });

  it("finds better points than random sampling without multivariate", async () => {
    const random = await meanBest(randomSampler, "minimize");
    expect(await meanBest(() => tpeSampler({ multivariate: false }), "minimize")).toBeLessThan(0.6 * random);
  });

  it("avoids the points of running trials", () => {
    const line = { x: real(0, 1) };
    const point = (number: number, x: number, state: "complete" | "running") => ({
      number,
      state,
      params: { x },
      value: state === "complete" ? Math.abs(x - 0.5) : undefined,
      intermediate: [],
      startedAt: 0,
      durationMs: undefined,
      message: undefined,
    });
    const done = Array.from({ length: 20 }, (_, number) => point(number, number / 20, "complete"));
    const trials = [...done, ...Array.from({ length: 10 }, (_, extra) => point(20 + extra, 0.5, "running"))];
    const spread = (sampler: Sampler): number => {
      let total = 0;
      for (let number = 30; number < 60; number++) {
        const task = { space: line, direction: "minimize" as const, trials, seed: 1, random: trialRandom(1, number) };
        total += Math.abs(Number(sampler.suggest(task)?.x) - 0.5);
      }
      return total / 30;
    };
    expect(spread(tpeSampler())).toBeGreaterThan(1.5 * spread(tpeSampler({ constantLiar: false })));
  });

  it("searches the parameters of boosted trees", async () => {
    const low = Math.exp(-3);
    const traffic = {
      n_estimators: integer(100, 1000, { step: 50 }),
      max_depth: integer(3, 10),
      learning_rate: real(low, 1, { log: true }),
      subsample: real(0.5, 1),
      colsample_bytree: real(0.5, 1),
      gamma: real(low, 1, { log: true }),
      reg_alpha: real(low, 1, { log: true }),
      reg_lambda: real(low, 1, { log: true }),
    };
    const study = await runSearch(
      "minimize",
      traffic,
      ({ learning_rate, max_depth }) => Math.abs(Math.log(learning_rate) + 2) + Math.abs(max_depth - 5),
      { trials: 100 },
      { now: () => 0 },
    );
    expect(study.trials).toHaveLength(100);
    expect(study.bestValue).toBeLessThan(0.2);
  });

  it("refuses invalid counts", () => {
    expect(() => tpeSampler({ candidates: 0 })).toThrow("tpeSampler: candidates: expected an integer >= 1, got 0");
    expect(() => tpeSampler({ startupTrials: 1.5 })).toThrow(
      "tpeSampler: startupTrials: expected an integer >= 0, got 1.5",
    );
  });
});
