import { describe, expect, expectTypeOf, it } from "vitest";
import { memoryJournal } from "../testing/memory-journal.js";
import { dominates } from "./pareto-ranks.js";
import type { ParetoStudy, ParetoTrial } from "./pareto-study.js";
import { runParetoSearch } from "./run-pareto-search.js";
import { hypervolume } from "./samplers/hypervolume.js";
import { randomSampler } from "./samplers/random-sampler.js";
import type { Sampler } from "./samplers/sampler.js";
import { tpeSampler } from "./samplers/tpe-sampler.js";
import { formatSearchProgress, searchProgress } from "./search-progress.js";
import { choice } from "./space/choice.js";
import { real } from "./space/real.js";
import type { Directions } from "./study-data.js";

const space = { x: real(0, 5), y: real(0, 3), kind: choice(["a", "b"]) };
type Point = { readonly x: number; readonly y: number; readonly kind: "a" | "b" };
const directions = { cost: "minimize", quality: "maximize" } as const;
const clock = { now: () => 0 };

/** The two objectives of Binh and Korn, the second one negated. */
const objective = ({ x, y, kind }: Point): { readonly cost: number; readonly quality: number } => ({
  cost: 4 * x * x + 4 * y * y + (kind === "a" ? 0 : 20),
  quality: -((x - 5) ** 2 + (y - 5) ** 2),
});

/** Two objectives, the second of which is good only where four parameters are small (ZDT1). */
const steep = { a: real(0, 1), b: real(0, 1), c: real(0, 1), d: real(0, 1), e: real(0, 1) };
const both = { first: "minimize", second: "minimize" } as const;

async function volume(sampler: Sampler, seed: number): Promise<number> {
  const study = await runParetoSearch(
    both,
    steep,
    ({ a, b, c, d, e }) => {
      const weight = 1 + (9 * (b + c + d + e)) / 4;
      return { first: a, second: weight * (1 - Math.sqrt(a / weight)) };
    },
    { sampler, trials: 80, seed },
    clock,
  );
  return hypervolume(
    study.front.map(({ values }) => [values.first, values.second]),
    [1.1, 10],
  );
}

describe("runParetoSearch", () => {
  it("returns the Pareto front, with a value for each objective", async () => {
    const study = await runParetoSearch(directions, space, objective, { trials: 40, seed: 1 }, clock);
    expectTypeOf(study.front).toEqualTypeOf<readonly ParetoTrial<Point, "cost" | "quality">[]>();
    expect(study.trials).toHaveLength(40);
    const losses = study.trials.map(({ values }) => [values?.cost ?? 0, -(values?.quality ?? 0)]);
    const best = losses.flatMap((loss, number) => (losses.some((other) => dominates(other, loss)) ? [] : [number]));
    expect(study.front.map(({ number }) => number)).toEqual(best);
    expect(study.front.length).toBeGreaterThan(3);
    expect(JSON.parse(JSON.stringify(study))).toMatchObject({ goals: directions, sampler: "tpe", seed: 1 });
  });

  it("has a larger hypervolume with TPE than with random points", async () => {
    let tpe = 0;
    let random = 0;
    for (let seed = 0; seed < 8; seed++) {
      tpe += await volume(tpeSampler(), seed);
      random += await volume(randomSampler(), seed);
    }
    // Optuna's own means for this are 9.69 and 8.73.
    expect(tpe / 8).toBeGreaterThan(9.5);
    expect(random / 8).toBeLessThan(9);
  });

  it("fails a trial with wrong values, with the reason", async () => {
    const results = [{ cost: 1 }, { cost: 1, quality: Number.NaN }, 7, { cost: 1, quality: 2, speed: 3 }, null];
    const odd = (_: Point, { number }: { readonly number: number }) =>
      (number < results.length ? results[number] : { cost: 1, quality: 1 }) as never;
    const study = await runParetoSearch(directions, space, odd, { trials: 6, giveUpAfter: 10 }, clock);
    expect(study.trials.map(({ message }) => message)).toEqual([
      'the objective returned nothing for "quality", expected a number',
      'the objective returned NaN for "quality", expected a number',
      "the objective returned number, expected a number for each of cost, quality",
      'the objective returned "speed", which is not one of cost, quality',
      "the objective returned null, expected a number for each of cost, quality",
      undefined,
    ]);
  });

  it("resumes from its journal, with the names of the objectives", async () => {
    const journal = memoryJournal();
    const uninterrupted = await runParetoSearch(directions, space, objective, { trials: 30, seed: 4 }, clock);
    const storage = journal.writer("a");
    await runParetoSearch(directions, space, objective, { trials: 14, seed: 4, storage }, clock);
    const resumed = await runParetoSearch(
      directions,
      space,
      objective,
      { trials: 30, storage: journal.writer("b") },
      clock,
    );
    expect(resumed.trials).toEqual(uninterrupted.trials);
    expect(resumed.front).toEqual(uninterrupted.front);
    expect(journal.text()).toContain('"system_attr":{"study:metric_names":["cost","quality"]}');
    const other = { cost: "minimize", quality: "minimize" } as const;
    await expect(runParetoSearch(other, space, objective, { storage: journal.writer("c") }, clock)).rejects.toThrow(
      'optimize: the study "search" in memory.journal has direction cost minimize and quality maximize, got cost minimize and quality minimize',
    );
  });

  it("reports its progress", async () => {
    let line = "";
    const onTrial = (_: unknown, study: ParetoStudy<Point, "cost" | "quality">): void => {
      line = formatSearchProgress(searchProgress(study, 3));
    };
    await runParetoSearch(directions, space, objective, { trials: 3, onTrial }, clock);
    expect(line).toMatch(/^trial 3\/3: cost [\d.]+, quality -[\d.]+, [123] on the front$/);
  });

  it("refuses invalid directions before any trial runs", async () => {
    const one = { cost: "minimize" } as const;
    await expect(runParetoSearch(one, space, objective, {}, clock)).rejects.toThrow(
      'optimize: expected at least two objectives, such as { rmse: "minimize", seconds: "minimize" }, got 1',
    );
    const odd: Directions = { cost: "minimize", quality: "up" as "maximize" };
    await expect(runParetoSearch(odd, space, objective, {}, clock)).rejects.toThrow(
      'optimize: objective "quality" must be "minimize" or "maximize", got up',
    );
  });
});
