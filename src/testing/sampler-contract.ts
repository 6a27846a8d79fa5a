import { describe, expect, it } from "vitest";
import { runSearch } from "../search/run-search.js";
import { allows } from "../search/samplers/parameter-scale.js";
import type { Sampler } from "../search/samplers/sampler.js";
import { trialRandom } from "../search/samplers/trial-random.js";
import { activeParameters } from "../search/space/active-parameters.js";
import { choice } from "../search/space/choice.js";
import { integer } from "../search/space/integer.js";
import { oneOf } from "../search/space/one-of.js";
import { real } from "../search/space/real.js";
import type { Params, ParamsOf, Space } from "../search/space/space.js";
import type { Study } from "../search/study.js";

const space = {
  share: real(0.5, 1),
  rate: real(Math.exp(-3), 1, { log: true }),
  quarter: real(0, 1, { step: 0.25 }),
  depth: integer(3, 6),
  trees: integer(100, 300, { step: 50 }),
  width: integer(1, 64, { log: true }),
  kind: choice(["linear", "tree", null, true, 7]),
  fixed: integer(5, 5),
} satisfies Space;
type Point = ParamsOf<typeof space>;

const loss = ({ share, rate, depth, width, kind }: Point): number =>
  (share - 0.8) ** 2 + Math.log(rate) ** 2 + Math.abs(depth - 4) + Math.log(width) + (kind === "tree" ? 0 : 1);

/** What every sampler must do. `make` gives a new one that suits numbers without a step. */
export function samplerContract(name: string, make: () => Sampler): void {
  const search = (trials: number, seed: number, resume?: Study<Point>): Promise<Study<Point>> =>
    runSearch("minimize", space, loss, { sampler: make(), trials, seed, ...(resume && { resume }) }, { now: () => 0 });

  describe(`${name} as a sampler`, () => {
    it("has a name of one word", () => expect(make().kind).toMatch(/^[a-z-]+$/));

    it("suggests only points that the space allows, with every parameter", async () => {
      const { trials } = await search(40, 1);
      expect(trials).toHaveLength(40);
      for (const { params } of trials) {
        expect(Object.keys(params)).toEqual(Object.keys(space));
        for (const [key, parameter] of Object.entries(space)) {
          expect(allows(parameter, params[key as keyof Point]), `${key} = ${params[key as keyof Point]}`).toBe(true);
        }
      }
    });

    it("suggests the same points for the same seed", async () => {
      expect((await search(25, 4)).toJSON()).toEqual((await search(25, 4)).toJSON());
    });

    it("has no state between calls: the same task gives the same point from one sampler and from another", async () => {
      const { trials } = await search(15, 2);
      const sampler = make();
      const suggest = (from: Sampler): unknown =>
        from.suggest({ space, direction: "minimize", trials, seed: 2, random: trialRandom(2, 15) });
      const first = suggest(sampler);
      expect(suggest(sampler)).toEqual(first);
      expect(suggest(make())).toEqual(first);
    });

    it("goes on after a break as if there had been none", async () => {
      const whole = await search(24, 9);
      const half = await search(13, 9);
      expect((await search(24, 9, half)).trials).toEqual(whole.trials);
    });

    it("suggests the parameters of the chosen branches and no others", async () => {
      const branched = {
        model: oneOf({
          ridge: { alpha: real(0, 1) },
          trees: { depth: integer(1, 4), leaf: oneOf({ free: {}, fixed: { leaves: integer(2, 5) } }) },
        }),
        scale: real(0.5, 1),
      };
      const work = (point: ParamsOf<typeof branched>): number =>
        point.scale + (point.model === "ridge" ? point.alpha : 1);
      const options = { sampler: make(), trials: 40, seed: 3 };
      const { trials } = await runSearch("minimize", branched, work, options, { now: () => 0 });
      expect(new Set(trials.map(({ params }) => params.model)).size).toBe(2);
      for (const { params } of trials) {
        const active = activeParameters(branched, params);
        expect(Object.keys(params)).toEqual(active.map(([key]) => key));
        for (const [key, parameter] of active) expect(allows(parameter, (params as Params)[key])).toBe(true);
      }
    });

    it("suggests no point that the constraint refuses, and none a second time for that", async () => {
      const constraint = ({ depth, width }: Point): boolean => depth <= 4 && width < 40;
      const options = { sampler: make(), trials: 40, seed: 2, constraint };
      const study = await runSearch("minimize", space, loss, options, { now: () => 0 });
      expect(study.trials).toHaveLength(40);
      expect(study.trials.every(({ params }) => constraint(params))).toBe(true);
      const points = new Set(study.trials.map(({ params }) => JSON.stringify(params)));
      expect(points.size).toBe(40);
    });

    it("copes with trials that failed, run, wait or were pruned", () => {
      const states = ["failed", "running", "waiting", "pruned", "complete"] as const;
      const params: Point = {
        share: 0.5,
        rate: 0.5,
        quarter: 0.25,
        depth: 3,
        trees: 100,
        width: 8,
        kind: "tree",
        fixed: 5,
      };
      const trials = Array.from({ length: 30 }, (_, number) => {
        const state = states[number % states.length] ?? "failed";
        const value = state === "complete" ? 1 : undefined;
        const intermediate = state === "pruned" ? [{ step: number, value: Number.NaN }] : [];
        return { number, state, params, value, intermediate, startedAt: 0, durationMs: 0, message: undefined };
      });
      const point = make().suggest({ space, direction: "maximize", trials, seed: 0, random: trialRandom(0, 30) });
      expect(Object.keys(point ?? {})).toEqual(Object.keys(space));
    });
  });
}
