import { describe, expect, expectTypeOf, it } from "vitest";
import { FormatError } from "../core/errors.js";
import { parameterImportance } from "./parameter-importance.js";
import { restoreStudy } from "./restore-study.js";
import { runSearch } from "./run-search.js";
import { searchProgress } from "./search-progress.js";
import { sliceData } from "./slice-data.js";
import { choice } from "./space/choice.js";
import { integer } from "./space/integer.js";
import { oneOf } from "./space/one-of.js";
import { real } from "./space/real.js";
import type { Params, ParamsOf } from "./space/space.js";
import { type Study, toStudy } from "./study.js";
import { studyHistory } from "./study-history.js";
import type { Trial } from "./trial.js";
import { waitingTrial } from "./waiting-trial.js";

const space = { rate: real(0.01, 1, { log: true }), depth: integer(1, 9, { step: 2 }), kind: choice(["a", null, 3]) };
type Point = ParamsOf<typeof space>;
const point: Point = { rate: 0.1, depth: 3, kind: "a" };

function trial(number: number, changes: Partial<Trial<Point>>): Trial<Point> {
  return {
    ...(waitingTrial(number, point) as unknown as Trial<Point>),
    state: "complete",
    startedAt: number * 1_000,
    durationMs: 1_000,
    ...changes,
  };
}

function studyWith(...changes: readonly Partial<Trial<Point>>[]): Study<Point> {
  const trials = changes.map((change, number) => trial(number, change));
  return toStudy({ direction: "minimize", space, sampler: "tpe", seed: 3, trials, interrupted: true });
}

describe("restoreStudy", () => {
  it("brings back all that toJSON wrote, through a text", () => {
    const study = studyWith(
      { value: 2 },
      { value: Number.POSITIVE_INFINITY },
      { state: "failed", message: "no" },
      {
        state: "pruned",
        value: 4,
        intermediate: [
          { step: 1, value: 5 },
          { step: 2, value: Number.NaN },
        ],
      },
      { state: "waiting", startedAt: undefined, durationMs: undefined },
    );
    const restored = restoreStudy<Point>(JSON.parse(JSON.stringify(study)));
    expect({ ...restored, toJSON: undefined }).toEqual({ ...study, toJSON: undefined });
    expect(restored.best).toEqual(study.best);
    expect(restored.toJSON()).toEqual(study.toJSON());
  });

  it("brings back branches, and checks that each point has the parameters of its own", () => {
    const branched = { model: oneOf({ ridge: { alpha: real(0, 1) }, mean: {} }) };
    const study = toStudy<Params>({
      direction: "minimize",
      space: branched,
      sampler: "tpe",
      seed: 3,
      trials: [
        { ...waitingTrial(0, { model: "ridge", alpha: 0.5 }), state: "complete", value: 1 },
        { ...waitingTrial(1, { model: "mean" }), state: "complete", value: 2 },
      ],
      interrupted: false,
    });
    const text = JSON.stringify(study);
    expect(restoreStudy(JSON.parse(text)).space).toEqual(branched);
    expect(() => restoreStudy(JSON.parse(text.replace(',"alpha":0.5', "")))).toThrow(
      'restoreStudy: trial 0 of the JSON has "alpha" nothing, which is outside its space',
    );
    expect(sliceData(study, "alpha").numbers).toEqual([0]);
    expect([...parameterImportance(study).keys()]).toEqual(["model"]);
  });

  const json = (): Record<string, unknown> => JSON.parse(JSON.stringify(studyWith({ value: 2 })));
  const withTrial = (changes: object) => ({ ...json(), trials: [{ ...trial(0, { value: 2 }), ...changes }] });
  it.each([
    ["text", 'restoreStudy: study.json: expected a study, got "text"'],
    [
      { ...json(), version: 2 },
      'restoreStudy: study.json: expected a study of version 1, got format "cuaderno-study", version 2',
    ],
    [{ ...json(), direction: "up" }, 'restoreStudy: study.json has direction "up", expected minimize or maximize'],
    [
      { ...json(), space: { x: { kind: "real", low: 2, high: 1, step: null } } },
      'parameter "x" of study.json: real(2, 1): low',
    ],
    [
      { ...json(), space: { x: { kind: "vector" } } },
      'restoreStudy: parameter "x" of study.json has kind "vector", expected real, integer or choice',
    ],
    [{ ...json(), space: { x: { kind: "choice" } } }, 'parameter "x" of study.json: '],
    [{ ...json(), trials: 4 }, "restoreStudy: study.json: expected an array of trials, got 4"],
    [withTrial({ number: 3 }), "restoreStudy: trial 0 of study.json has number 3; expected consecutive numbers from 0"],
    [withTrial({ state: "done" }), 'trial 0 of study.json has state "done"'],
    [withTrial({ value: null }), "trial 0 of study.json is complete but has value null"],
    [
      withTrial({ params: { ...point, depth: 2 } }),
      'restoreStudy: trial 0 of study.json has "depth" 2, which is outside its space',
    ],
  ])("refuses what is not a study: %#", (wrong, message) => {
    expect(() => restoreStudy(wrong, "study.json")).toThrow(FormatError);
    expect(() => restoreStudy(wrong, "study.json")).toThrow(message);
  });
});

describe("deeply nested JSON", () => {
  const nested = JSON.parse("[".repeat(20_000) + "]".repeat(20_000));

  it.each([
    [nested, "restoreStudy: the JSON: expected a study, got a deeply nested array"],
    [
      { format: "cuaderno-study", version: 1, direction: nested },
      "restoreStudy: the JSON has direction a deeply nested array, expected minimize or maximize",
    ],
  ])("is refused without an overflow of the stack: %#", (json, message) => {
    expect(() => restoreStudy(json)).toThrow(message);
  });

  it("is refused in branches", () => {
    let deep: object = { x: real(0, 1) };
    for (let level = 0; level < 200; level++)
      deep = { [`m${level}`]: { kind: "choice", choices: ["a"], branches: { a: deep } } };
    const json = { format: "cuaderno-study", version: 1, direction: "minimize", space: deep, trials: [] };
    expect(() => restoreStudy(json)).toThrow("restoreStudy: the JSON: expected at most 50 nested branches");
  });
});

describe("studyHistory", () => {
  it("gives the best so far beside each complete trial", () => {
    const study = studyWith({ value: 3 }, { state: "failed" }, { value: 5 }, { value: 1 });
    expect(studyHistory(study)).toEqual([
      { number: 0, value: 3, best: 3 },
      { number: 2, value: 5, best: 3 },
      { number: 3, value: 1, best: 1 },
    ]);
    expect(studyHistory({ ...study, direction: "maximize" }).map(({ best }) => best)).toEqual([3, 5, 5]);
  });
});

describe("sliceData", () => {
  it("gives one parameter beside the objective, with the type of the parameter", () => {
    const study = studyWith({ value: 3 }, { state: "failed" }, { value: 5, params: { ...point, kind: null } });
    const slice = sliceData(study, "kind");
    expectTypeOf(slice.params).toEqualTypeOf<readonly ("a" | 3 | null)[]>();
    expect(slice).toEqual({ name: "kind", numbers: [0, 2], params: ["a", null], values: [3, 5], log: false });
    expect(sliceData(study, "rate").log).toBe(true);
  });

  it("refuses a parameter that is not there", () => {
    expect(() => sliceData(studyWith({ value: 1 }), "dept" as "depth")).toThrow(
      'sliceData: unknown parameter "dept"; did you mean "depth"?; known are rate, depth, kind',
    );
  });
});

describe("searchProgress", () => {
  it("says how far the search is, the last value, the best and the time left", () => {
    expect(searchProgress(studyWith({ value: 523.12345 }, { value: 515.2 }, { value: 600 }), 50)).toBe(
      "trial 3/50: 600, best 515.2, 47.0 s left",
    );
  });

  it("counts trials that ran at the same time once, and pauses not at all", () => {
    const study = studyWith({ value: 1, startedAt: 0 }, { value: 2, startedAt: 0 }, { value: 3, startedAt: 90_000 });
    expect(searchProgress(study, 6)).toBe("trial 3/6: 3, best 1, 2.0 s left");
  });

  it("tells of failures, and leaves out what it cannot know", () => {
    expect(searchProgress(studyWith({ state: "failed", message: "singular matrix" }), 1)).toBe(
      "trial 1/1: failed: singular matrix",
    );
    expect(searchProgress(studyWith(), 50)).toBe("trial 0/50");
    expect(searchProgress(studyWith({ value: 1 }), Number.POSITIVE_INFINITY)).toBe("trial 1: 1, best 1");
  });

  it("is one line of a running search", async () => {
    const lines: string[] = [];
    let time = 0;
    await runSearch(
      "maximize",
      space,
      ({ depth }) => {
        time += 60_000;
        return depth;
      },
      { trials: 2, onTrial: (_, study) => void lines.push(searchProgress(study, 2)) },
      { now: () => time },
    );
    expect(lines[0]).toMatch(/^trial 1\/2: \d, best \d, 1 min 0 s left$/);
    expect(lines[1]).toMatch(/^trial 2\/2: \d, best \d$/);
  });
});
