import { describe, expect, it } from "vitest";
import type { TrialContext } from "./objective.js";
import { runSearch } from "./run-search.js";
import type { SearchOptions } from "./search-options.js";
import { integer } from "./space/integer.js";
import { TrialPruned } from "./trial-pruned.js";

describe("trial.report", () => {
  const space = { x: integer(1, 100) };
  const search = (objective: (trial: TrialContext) => number, options: SearchOptions<{ readonly x: number }> = {}) =>
    runSearch("minimize", space, (_, trial) => objective(trial), { trials: 1, ...options }, { now: () => 0 });

  it("records values by step, the first of each step", async () => {
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

  it("refuses an invalid step, which fails the trial", async () => {
    const objective = ({ report }: TrialContext): number => {
      report(0.5, 1);
      return 1;
    };
    await expect(search(objective)).rejects.toThrow(
      "minimize: the only trial failed, the last with: trial.report: expected an integer step >= 0 and a number, got 0.5 and 1",
    );
  });

  it("TrialPruned thrown by the objective prunes the trial, with the last reported value", async () => {
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
