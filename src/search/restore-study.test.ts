import { describe, expect, it } from "vitest";
import { FormatError } from "../core/errors.js";
import { type ExamplePoint, examplePoint, exampleStudy, exampleTrial } from "../testing/example-study.js";
import { restoreStudy } from "./restore-study.js";
import { oneOf } from "./space/one-of.js";
import { real } from "./space/real.js";
import type { Params } from "./space/space.js";
import { toStudy } from "./study.js";
import { waitingTrial } from "./waiting-trial.js";

describe("restoreStudy", () => {
  it("restores a study from its JSON", () => {
    const study = exampleStudy(
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
    const restored = restoreStudy<ExamplePoint>(JSON.parse(JSON.stringify(study)));
    expect({ ...restored, toJSON: undefined }).toEqual({ ...study, toJSON: undefined });
    expect(restored.best).toEqual(study.best);
    expect(restored.toJSON()).toEqual(study.toJSON());
  });

  it("refuses a study whose values were changed, and reads one of before hashes", () => {
    const text = JSON.stringify(exampleStudy({ value: 2.5 }));
    expect(() => restoreStudy(JSON.parse(text.replace('"value":2.5', '"value":2.4')), "study.json")).toThrow(
      "restoreStudy: study.json: the content was changed after it was written",
    );
    const { hash, ...before } = JSON.parse(text);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(restoreStudy(before).bestValue).toBe(2.5);
  });

  it("restores branches, and checks the parameters of each branch", () => {
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
  });

  const json = (): Record<string, unknown> => JSON.parse(JSON.stringify(exampleStudy({ value: 2 })));
  const withTrial = (changes: object) => ({ ...json(), trials: [{ ...exampleTrial(0, { value: 2 }), ...changes }] });
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
    [
      { ...json(), space: { x: { kind: "real", low: 2 } } },
      'parameter "x" of study.json has high nothing, expected a number',
    ],
    [{ ...json(), space: { x: { kind: "choice" } } }, 'parameter "x" of study.json: '],
    [{ ...json(), trials: 4 }, "restoreStudy: study.json: expected an array of trials, got 4"],
    [withTrial({ number: 3 }), "restoreStudy: trial 0 of study.json has number 3; expected consecutive numbers from 0"],
    [withTrial({ state: "done" }), 'trial 0 of study.json has state "done"'],
    [withTrial({ value: null }), "trial 0 of study.json is complete but has value null"],
    [
      withTrial({ params: { ...examplePoint, depth: 2 } }),
      'restoreStudy: trial 0 of study.json has "depth" 2, which is outside its space',
    ],
  ])("refuses an invalid study: %#", (wrong, message) => {
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
