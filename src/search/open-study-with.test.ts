import { describe, expect, expectTypeOf, it } from "vitest";
import { memoryJournal } from "../testing/memory-journal.js";
import { studyFromJournal } from "./journal/study-from-journal.js";
import { openStudyWith } from "./open-study-with.js";
import { medianPruner } from "./pruners/median-pruner.js";
import { runSearch } from "./run-search.js";
import { gridSampler } from "./samplers/grid-sampler.js";
import { randomSampler } from "./samplers/random-sampler.js";
import { integer } from "./space/integer.js";
import { real } from "./space/real.js";

const space = { x: real(-1, 1) };
const clock = { now: () => 0 };

describe("openStudyWith", () => {
  it("has the same trials as a search with the same seed", async () => {
    const study = await openStudyWith("minimize", space, { seed: 3 }, clock);
    for (let count = 0; count < 25; count++) {
      const trial = await study.ask();
      expectTypeOf(trial?.params.x).toEqualTypeOf<number | undefined>();
      if (trial !== undefined) await study.tell(trial, trial.params.x ** 2);
    }
    const search = await runSearch("minimize", space, ({ x }) => x * x, { trials: 25, seed: 3 }, clock);
    expect(study.study().toJSON()).toEqual(search.toJSON());
    expect(study.study().bestValue).toBe(search.bestValue);
  });

  it("accepts results in any order, also failures and pruned trials", async () => {
    const study = await openStudyWith("maximize", space, { pruner: medianPruner({ startupTrials: 1 }) }, clock);
    const trials = [await study.ask(), await study.ask(), await study.ask(), await study.ask()];
    const [first, second, third, fourth] = trials;
    if (!first || !second || !third || !fourth) throw new Error("too few");
    expect(trials.map((trial) => trial?.number)).toEqual([0, 1, 2, 3]);
    expect(second.report(1, 5)).toBe(false);
    await study.tell(second, 7);
    expect(first.report(1, 4)).toBe(true);
    expect(await study.tell(first, "pruned")).toMatchObject({ state: "pruned", value: 4 });
    expect(await study.tell(third, new Error("no convergence"))).toMatchObject({
      state: "failed",
      message: "no convergence",
    });
    expect(await study.tell(fourth, Number.NaN)).toMatchObject({ state: "failed" });
    expect(study.study().best).toMatchObject({ number: 1, value: 7 });
  });

  it("refuses a second result of a trial and unknown trials", async () => {
    const study = await openStudyWith("minimize", space, {}, clock);
    const trial = await study.ask();
    if (trial !== undefined) await study.tell(trial, 1);
    await expect(study.tell({ number: 0 }, 2)).rejects.toThrow(
      "openStudy: trial 0 has already ended as complete; tell each trial returned by ask once",
    );
    await expect(study.tell({ number: 9 }, 2)).rejects.toThrow(
      "openStudy: unknown trial 9; tell each trial returned by ask once",
    );
    expect(study.study().bestValue).toBe(1);
  });

  it("returns enqueued points first, and undefined when the sampler has no more", async () => {
    const sampler = gridSampler();
    const study = await openStudyWith("minimize", { n: integer(1, 2) }, { sampler }, clock);
    await study.enqueue([{ n: 2 }, { n: 2 }]);
    const points = [];
    for (let trial = await study.ask(); trial !== undefined; trial = await study.ask()) points.push(trial.params.n);
    expect(points.slice(0, 1)).toEqual([2]);
    expect(points.at(-1)).toBe(1);
    await expect(study.enqueue([{ n: 3 }])).rejects.toThrow(
      'openStudy: start point 1 has "n" 3, expected integer 1 to 2',
    );
  });

  it("shares a journal with a search, and releases its running trials when closed", async () => {
    const journal = memoryJournal();
    const storage = journal.writer("a");
    const study = await openStudyWith("minimize", space, { storage, sampler: randomSampler() }, clock);
    const [first, second] = [await study.ask(), await study.ask()];
    if (!first || !second) throw new Error("too few");
    await study.tell(first, 0.5);
    await study.close();
    expect(studyFromJournal(journal.text()).trials.map(({ state }) => state)).toEqual(["complete", "waiting"]);
    const options = { storage: journal.writer("b"), trials: 4 };
    const search = await runSearch("minimize", space, ({ x }) => x * x, options, clock);
    expect(search.trials[1]?.params).toEqual(second.params);
    await study.enqueue([]);
    expect(study.study().trials).toHaveLength(4);
  });

  it("accepts a value for each of several objectives", async () => {
    const directions = { error: "minimize", speed: "maximize" } as const;
    const study = await openStudyWith(directions, space, {}, clock);
    const trial = await study.ask();
    if (trial !== undefined) await study.tell(trial, { error: 1, speed: 2 });
    expectTypeOf(study.study().front.map(({ values }) => values.error)).toEqualTypeOf<number[]>();
    expect(study.study().front.map(({ values }) => values)).toEqual([{ error: 1, speed: 2 }]);
  });
});
