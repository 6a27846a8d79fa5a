import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parameterImportance } from "./parameter-importance.js";
import { oneOf } from "./space/one-of.js";
import { real } from "./space/real.js";
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
  it.each(golden.cases)("agrees with Optuna: $name", ({ direction, trials, importance }) => {
    const shares = parameterImportance(studyWith(direction, trials));
    expect([...shares.keys()].sort()).toEqual(Object.keys(importance).sort());
    for (const [name, expected] of Object.entries(importance)) expect(shares.get(name)).toBeCloseTo(expected, 10);
  });

  it("is sorted and adds up to 1", () => {
    const [first] = golden.cases;
    const shares = [...parameterImportance(studyWith("minimize", first?.trials ?? [])).values()];
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("leaves out the parameters of branches", () => {
    const study: StudyData = {
      direction: "minimize",
      space: { model: oneOf({ ridge: { alpha: real(0, 1) }, mean: {} }) },
      sampler: "tpe",
      seed: 3,
      interrupted: false,
      trials: [
        { ...waitingTrial(0, { model: "ridge", alpha: 0.5 }), state: "complete", value: 1 },
        { ...waitingTrial(1, { model: "mean" }), state: "complete", value: 2 },
      ],
    };
    expect([...parameterImportance(study).keys()]).toEqual(["model"]);
  });
});
