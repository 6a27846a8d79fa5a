import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { TrialContext } from "../objective.js";
import type { SearchOptions } from "../plan-search.js";
import { runSearch } from "../run-search.js";
import { integer } from "../space/integer.js";
import type { Study } from "../study.js";
import type { Direction } from "../study-data.js";
import { TrialPruned } from "../trial-pruned.js";
import { medianPruner } from "./median-pruner.js";
import type { Pruner } from "./pruner.js";
import { successiveHalvingPruner } from "./successive-halving-pruner.js";

const golden = JSON.parse(readFileSync(new URL("../golden/pruners.json", import.meta.url), "utf8")) as {
  readonly curves: readonly (readonly (number | null)[])[];
  readonly cases: readonly {
    readonly kind: "median" | "successive-halving";
    readonly settings: Readonly<Record<string, number>>;
    readonly direction: Direction;
    readonly every: number;
    readonly endedAt: readonly (number | null)[];
  }[];
};

/** Runs the curves one after the other as trials that report every so many steps. */
function runCurves(direction: Direction, every: number, pruner: Pruner): Promise<Study<{ readonly curve: number }>> {
  const sign = direction === "minimize" ? 1 : -1;
  const last = golden.curves.length - 1;
  const enqueue = golden.curves.map((_, curve) => ({ curve }));
  const objective = ({ curve }: { readonly curve: number }, { report }: TrialContext): number => {
    const values = (golden.curves[curve] ?? []).map((value) => sign * (value ?? Number.NaN));
    for (let step = 1; step <= values.length; step += every) report(step, values[step - 1] ?? Number.NaN);
    return values.at(-1) ?? Number.NaN;
  };
  const options = { trials: enqueue.length, enqueue, pruner, giveUpAfter: Number.POSITIVE_INFINITY };
  return runSearch(direction, { curve: integer(0, last) }, objective, options, { now: () => 0 });
}

describe("pruners", () => {
  it.each(golden.cases)(
    "end the trials that Optuna's end, at the same step: $kind $settings $direction, every $every",
    async ({ kind, settings, direction, every, endedAt }) => {
      const pruner = kind === "median" ? medianPruner(settings) : successiveHalvingPruner(settings);
      expect(pruner.kind).toBe(kind);
      const { trials } = await runCurves(direction, every, pruner);
      const ends = trials.map(({ state, intermediate }) => (state === "pruned" ? intermediate.at(-1)?.step : null));
      expect(ends).toEqual(endedAt);
    },
  );

  it("save most of the steps and still find a good trial", async () => {
    const all = await runCurves("minimize", 1, { kind: "none", shouldPrune: () => false });
    const some = await runCurves("minimize", 1, successiveHalvingPruner({ minSteps: 2 }));
    const steps = (study: Study<unknown>): number =>
      study.trials.reduce((sum, { intermediate }) => sum + intermediate.length, 0);
    expect(steps(some)).toBeLessThan(0.5 * steps(all));
    expect(some.bestValue).toBeLessThan(all.bestValue + 0.3);
  });

  it.each([
    [() => medianPruner({ interval: 0 }), "medianPruner: interval: expected an integer >= 1, got 0"],
    [
      () => successiveHalvingPruner({ minSteps: 0 }),
      "successiveHalvingPruner: minSteps: expected an integer >= 1, got 0",
    ],
    [
      () => successiveHalvingPruner({ reduction: 1 }),
      "successiveHalvingPruner: reduction: expected an integer >= 2, got 1",
    ],
  ])("refuse settings that make no sense: %#", (make, message) => expect(make).toThrow(message));
});

describe("trial.report", () => {
  const space = { x: integer(1, 100) };
  const search = (objective: (trial: TrialContext) => number, options: SearchOptions<{ readonly x: number }> = {}) =>
    runSearch("minimize", space, (_, trial) => objective(trial), { trials: 1, ...options }, { now: () => 0 });

  it("keeps the values by step, the first of each step", async () => {
    const { trials } = await search(({ report }) => {
      report(3, 30);
      report(1, 10);
      report(3, 99);
      return 5;
    });
    expect(trials[0]).toMatchObject({
      state: "complete",
      value: 5,
      intermediate: [
        { step: 1, value: 10 },
        { step: 3, value: 30 },
      ],
    });
  });

  it("refuses steps and values that are none, which fails the trial", async () => {
    const objective = ({ report }: TrialContext): number => {
      report(0.5, 1);
      return 1;
    };
    await expect(search(objective)).rejects.toThrow(
      "minimize: the only trial failed, the last with: trial.report: expected an integer step >= 0 and a number, got 0.5 and 1",
    );
  });

  it("lets an objective end its trial by itself, with the last value reported", async () => {
    const { trials } = await search(
      ({ number, report }) => {
        report(1, 7);
        if (number === 1) throw new TrialPruned();
        return 5;
      },
      { trials: 2 },
    );
    expect(trials.map(({ state, value, message }) => [state, value, message])).toEqual([
      ["complete", 5, undefined],
      ["pruned", 7, undefined],
    ]);
  });
});
