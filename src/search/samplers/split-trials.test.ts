import { describe, expect, it } from "vitest";
import { goldenPareto } from "../../testing/golden-pareto.js";
import type { Trial } from "../trial.js";
import { waitingTrial } from "../waiting-trial.js";
import { splitTrials } from "./split-trials.js";

describe("splitTrials with several objectives", () => {
  it.each(goldenPareto.splits)("agrees with Optuna: $name", ({ directions, values, running, below, above }) => {
    const named = Object.fromEntries(directions.map((direction, index) => [`objective ${index}`, direction]));
    const complete = values.map(
      (row, number): Trial => ({
        ...waitingTrial(number, { x: 0.5 }),
        state: "complete",
        values: Object.fromEntries(row.map((value, index) => [`objective ${index}`, value])),
      }),
    );
    const others = running.map((number): Trial => ({ ...waitingTrial(number, {}), state: "running" }));
    const split = splitTrials([...complete, ...others], "minimize", named);
    expect(split.below.map(({ number }) => number)).toEqual(below);
    expect(split.above.map(({ number }) => number)).toEqual(above);
  });
});
