import { describe, expect, it } from "vitest";
import { restoreParetoStudy } from "./restore-pareto-study.js";
import { runParetoSearch } from "./run-pareto-search.js";
import { real } from "./space/real.js";

interface Point {
  readonly x: number;
}

const directions = { cost: "minimize", quality: "maximize" } as const;
const objective = ({ x }: Point, { number }: { readonly number: number }) => {
  if (number === 3) return { cost: Number.NaN, quality: 1 };
  return number === 4 ? { cost: Number.POSITIVE_INFINITY, quality: 0 } : { cost: 4 * x * x, quality: -((x - 5) ** 2) };
};
const study = await runParetoSearch(
  directions,
  { x: real(0, 5) },
  objective,
  { trials: 12, seed: 2 },
  { now: () => 0 },
);
const json = JSON.parse(JSON.stringify(study));

describe("restoreParetoStudy", () => {
  it("restores trials and front from JSON, also failed trials and infinite values", () => {
    const restored = restoreParetoStudy<Point, "cost" | "quality">(json);
    expect(restored.trials).toEqual(study.trials);
    expect(restored.front).toEqual(study.front);
    expect(JSON.stringify(restored)).toBe(JSON.stringify(study));
  });

  it("refuses another format, invalid directions and missing values", () => {
    expect(() => restoreParetoStudy({ ...json, format: "cuaderno-study" }, "s.json")).toThrow(
      'restoreParetoStudy: s.json: expected a study with several objectives of version 1, got format "cuaderno-study", version 1',
    );
    expect(() => restoreParetoStudy({ ...json, goals: { cost: "less", quality: "maximize" } })).toThrow(
      'restoreParetoStudy: the JSON has goals {"cost":"less","quality":"maximize"}',
    );
    const broken = { ...json, trials: [{ ...json.trials[0], values: { cost: 1 } }] };
    expect(() => restoreParetoStudy(broken)).toThrow('trial 0 of the JSON is complete but has values {"cost":1}');
  });
});
