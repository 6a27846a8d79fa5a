import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parameterImportance } from "./parameter-importance.js";
import type { Params, Space } from "./space/space.js";
import type { Direction, StudyData } from "./study-data.js";
import { waitingTrial } from "./waiting-trial.js";

interface Golden {
  readonly space: Space;
  readonly cases: readonly {
    readonly name: string;
    readonly direction: Direction;
    readonly trials: readonly { readonly params: Params; readonly value: number }[];
    readonly importance: Readonly<Record<string, number>>;
  }[];
}
const golden = JSON.parse(readFileSync(new URL("./golden/importance.json", import.meta.url), "utf8")) as Golden;

function studyWith(direction: Direction, trials: Golden["cases"][number]["trials"]): StudyData {
  return {
    direction,
    space: golden.space,
    sampler: "random",
    seed: 0,
    interrupted: false,
    trials: trials.map(({ params, value }, number) => ({ ...waitingTrial(number, params), state: "complete", value })),
  };
}

describe("parameterImportance", () => {
  it.each(golden.cases)("has Optuna's shares: $name", ({ direction, trials, importance }) => {
    const shares = parameterImportance(studyWith(direction, trials));
    expect([...shares.keys()].sort()).toEqual(Object.keys(importance).sort());
    for (const [name, expected] of Object.entries(importance)) expect(shares.get(name)).toBeCloseTo(expected, 10);
  });

  it("puts the largest first and adds up to 1", () => {
    const [first] = golden.cases;
    const shares = [...parameterImportance(studyWith("minimize", first?.trials ?? [])).values()];
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });
});
