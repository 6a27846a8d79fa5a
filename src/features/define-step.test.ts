import { describe, expect, expectTypeOf, it } from "vitest";
import { getNumbers } from "../table/get-numbers.js";
import { numberColumn, stringColumn, tableFrom } from "../testing/feature-columns.js";
import { defineStep } from "./define-step.js";
import { restoreStep } from "./restore-step.js";
import type { OutputsOf } from "./step.js";

const centered = defineStep({
  kind: "centered",
  inputs: { price: "number" },
  outputs: { price_centered: "number" },
  fit: ({ price }) => ({ mean: price.reduce((sum, value) => sum + value, 0) / price.length }),
  transform: ({ price }, { learned }) => ({ price_centered: price.map((value) => value - learned.mean) }),
});
const power = defineStep({
  kind: "power",
  settings: { column: "price", exponent: 2 },
  inputs: ({ column }) => ({ [column]: "number" }),
  outputs: ({ column }) => ({ [`${column}_power`]: "number" }),
  transform: (columns, { settings: { column, exponent } }) => ({
    [`${column}_power`]: (columns[column] ?? new Float64Array(0)).map((value) => value ** exponent),
  }),
});
const decimalComma = defineStep({
  kind: "decimalComma",
  inputs: { amount: "string" },
  outputs: { amount: "number" },
  transform: ({ amount }) => ({
    amount: amount.map((text) => (text === null ? Number.NaN : Number(text.replace(",", ".")))),
  }),
});
const rows = tableFrom({ price: numberColumn([1, 2, 6]), amount: stringColumn("1,5", null, "2") });

describe("defineStep", () => {
  it("adds columns from what was learned, and leaves other columns unchanged", () => {
    const fitted = centered().fit(rows);
    expect([...getNumbers(fitted.transform(rows), "price_centered")]).toEqual([-2, -1, 3]);
    expect([...fitted.transform(rows).byName.keys()]).toEqual(["price", "amount", "price_centered"]);
    expect([fitted.inputs, fitted.outputs]).toEqual([["price"], ["price_centered"]]);
    expectTypeOf<OutputsOf<ReturnType<typeof centered>>>().toEqualTypeOf<"price_centered">();
  });

  it("replaces an input, also with another kind", () => {
    const transformed = decimalComma().fit(rows).transform(rows);
    expect([...getNumbers(transformed, "amount")]).toEqual([1.5, Number.NaN, 2]);
    expect([...transformed.byName.keys()]).toEqual(["price", "amount"]);
  });

  it("takes settings with defaults, which can name the columns", () => {
    expect([...getNumbers(power().fit(rows).transform(rows), "price_power")]).toEqual([1, 4, 36]);
    expect([...getNumbers(power({ exponent: 3 }).fit(rows).transform(rows), "price_power")]).toEqual([1, 8, 216]);
    expectTypeOf(power)
      .parameter(0)
      .toEqualTypeOf<{ readonly column?: string | undefined; readonly exponent?: number | undefined } | undefined>();
    expect(() => power({ exponnent: 3 } as object)).toThrow(
      'power: unknown option "exponnent"; did you mean "exponent"?',
    );
  });

  it("reads categories as strings and writes them in order", () => {
    const upper = defineStep({
      kind: "upper",
      inputs: { day: "category" },
      outputs: { day: "category" },
      transform: ({ day }) => ({ day: day.map((name) => name?.toUpperCase() ?? null) }),
    });
    const days = tableFrom({ day: { kind: "category", codes: Int32Array.of(1, -1, 0), categories: ["tue", "mon"] } });
    expect(upper().fit(days).transform(days).byName.get("day")).toEqual({
      kind: "category",
      codes: Int32Array.of(0, -1, 1),
      categories: ["MON", "TUE"],
    });
  });

  it("is the same after JSON when it is passed to restoreStep", () => {
    for (const step of [centered(), power({ exponent: 3 }), decimalComma()]) {
      const fitted = step.fit(rows);
      const json = JSON.parse(JSON.stringify(fitted.toJSON()));
      const restored = restoreStep(json, { steps: [power, centered, decimalComma] });
      expect(restored.transform(rows)).toEqual(fitted.transform(rows));
      expect(restored.toJSON()).toEqual(fitted.toJSON());
    }
  });

  it("is refused by restoreStep when it is not passed, with its name", () => {
    expect(() => restoreStep(centered().fit(rows).toJSON(), { path: "p.json.steps[0]" })).toThrow(
      'p.json.steps[0].kind: unknown step "centered"; pass your own steps as restorePipeline(json, { steps: [centered] })',
    );
  });

  it("is refused when it was saved with another version or unknown settings", () => {
    const json = power().fit(rows).toJSON();
    expect(() => restoreStep({ ...json, version: 2 }, { steps: [power] })).toThrow(
      'step: step "power" was saved as version 2, the step in steps has version 1; use that version or fit again',
    );
    expect(() => restoreStep({ ...json, settings: { base: 2 } }, { steps: [power] })).toThrow(
      'step: power: unknown option "base"',
    );
  });

  it("refuses a column of another kind, a missing column and an existing output", () => {
    expect(() => centered().fit(tableFrom({ price: stringColumn("1") }))).toThrow(
      'centered: column "price": expected kind number, got string',
    );
    expect(() => centered().fit(tableFrom({ cost: numberColumn([1]) }))).toThrow('centered: no column "price"');
    const taken = tableFrom({ price: numberColumn([1]), price_centered: numberColumn([1]) });
    expect(() => centered().fit(taken).transform(taken)).toThrow(
      'centered: column "price_centered" already exists; add it to inputs to replace it, or rename the output',
    );
  });

  it.each([
    [() => ({}), 'odd: transform returned no "y"; return every column of outputs'],
    [() => ({ y: [1, 2, 3], z: [1] }), 'odd: transform returned "z", which is not in outputs: y'],
    [() => ({ y: [1, 2] }), 'odd: transform returned 2 values for "y", expected 3'],
    [() => ({ y: [1, "two", 3] }), 'odd: transform: column "y": expected a number at row index 1, got "two"'],
  ])("refuses a wrong result of transform: %#", (transform, message) => {
    const odd = defineStep({ kind: "odd", inputs: {}, outputs: { y: "number" }, transform: transform as never });
    expect(() => odd().fit(rows).transform(rows)).toThrow(message);
  });

  it("refuses settings and learned values that JSON cannot hold", () => {
    const fitWith = (learned: unknown) => () =>
      defineStep({ kind: "odd", inputs: {}, outputs: {}, fit: () => learned, transform: () => ({}) })().fit(rows);
    expect(fitWith({ mean: Number.NaN })).toThrow("odd: learned.mean is NaN, which is not JSON");
    expect(fitWith([new Map()])).toThrow("odd: learned[0] is an instance of Map, which is not JSON");
    expect(fitWith({ edges: Float64Array.of(1) })).toThrow("convert it with Array.from");
    const nested = JSON.parse("[".repeat(20_000) + "]".repeat(20_000));
    expect(fitWith(nested)).toThrow("has more than 100 nested levels");
  });

  it("refuses the kind of a built-in step and an invalid name", () => {
    const define = (kind: string) => () => defineStep({ kind, inputs: {}, outputs: {}, transform: () => ({}) });
    expect(define("oneHot")).toThrow('defineStep: kind "oneHot" is a built-in step; choose another name');
    expect(define("my step")).toThrow('defineStep: kind: expected a camelCase name, got "my step"');
  });
});
