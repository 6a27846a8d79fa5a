import { describe, expect, it } from "vitest";
import { real } from "../search/space/real.js";
import { minimize } from "./minimize.js";

describe("minimize", () => {
  it("finds the smallest value of its trials, with real start times", async () => {
    const before = Date.now();
    const study = await minimize({ x: real(-1, 1) }, async ({ x }) => x ** 3, { trials: 30, seed: 1 });
    const values = study.trials.map(({ value }) => value ?? Number.NaN);
    expect(study.bestValue).toBe(Math.min(...values));
    expect(study.direction).toBe("minimize");
    expect(study.best.startedAt).toBeGreaterThanOrEqual(before);
  });

  it("returns the trials so far when its signal is aborted", async () => {
    const stop = new AbortController();
    const objective = ({ x }: { readonly x: number }, { number }: { readonly number: number }): number => {
      if (number === 3) stop.abort();
      return x;
    };
    const study = await minimize({ x: real(0, 1) }, objective, { trials: 50, signal: stop.signal });
    expect(study.interrupted).toBe(true);
    expect(study.trials.length).toBeLessThan(6);
  });
});
