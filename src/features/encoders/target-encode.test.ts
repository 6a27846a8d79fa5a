import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { getNumbers } from "../../table/get-numbers.js";
import { takeRows } from "../../table/take-rows.js";
import { takeValues } from "../../table/take-values.js";
import { expectColumn, numberColumn, stringColumn, tableFrom } from "../../testing/feature-columns.js";
import { goldenTransforms } from "../../testing/golden-transforms.js";
import type { TargetChunk } from "../step.js";
import { targetEncode } from "./target-encode.js";
import type { FittedTargetEncode } from "./target-encode-chunks.js";

describe("targetEncode", () => {
  const { labels, cases } = goldenTransforms.target;
  const rows = tableFrom({ x: stringColumn(...labels) });

  for (const { smooth, target, categories, numbers: expected, mean } of cases) {
    it(`agrees with scikit-learn's TargetEncoder: smooth ${smooth}, mean ${mean.toFixed(2)}`, () => {
      const fitted = targetEncode({ columns: ["x"], smooth }).fit(rows, Float64Array.from(target));
      const coded = fitted.transform(tableFrom({ x: stringColumn(...categories, "unseen") }));
      expectColumn(getNumbers(coded, "x"), [...expected, mean], 12);
    });
  }

  it("encodes a training row without its target: changing it does not change the row", () => {
    const step = targetEncode({ columns: ["x"], smooth: 1, folds: 4, seed: 3 });
    const target = Float64Array.from(cases[0]?.target ?? []);
    const trained = (values: Float64Array): Float64Array =>
      getNumbers(step.transformTraining?.(step.fit(rows, values), rows, values) ?? rows, "x");
    const before = trained(target);
    labels.forEach((_, row) => {
      const changed = target.slice();
      changed[row] = 1e6;
      expect(trained(changed)[row]).toBe(before[row]);
    });
    expect([...before]).not.toEqual([...getNumbers(step.fit(rows, target).transform(rows), "x")]);
  });

  it("does not leak the target of unique labels, as plain encoding does", () => {
    const unique = tableFrom({ x: stringColumn(...Array.from({ length: 40 }, (_, row) => `id ${row}`)) });
    const target = Float64Array.from({ length: 40 }, (_, row) => row % 7);
    const step = targetEncode({ columns: ["x"], smooth: 0 });
    const fitted = step.fit(unique, target);
    expect([...getNumbers(fitted.transform(unique), "x")]).toEqual([...target]);
    const encoded = getNumbers(step.transformTraining?.(fitted, unique, target) ?? unique, "x");
    expect(new Set(encoded).size).toBeLessThanOrEqual(5);
  });

  describe("fitChunks", () => {
    const random = randomSource(5);
    const cities = Array.from({ length: 2000 }, () => `city ${random.integer(40)}`);
    const table = tableFrom({
      city: stringColumn(...cities),
      id: stringColumn(...cities.map((_, row) => `id ${row}`)),
      zone: numberColumn(cities.map(() => random.integer(3))),
    });
    const target = Float64Array.from(cities, (city) => 1e6 + Number(city.slice(5)) + random.normal());
    const step = targetEncode({ columns: ["city", "id", "zone"], seed: 2 });
    const inChunks = (order: Int32Array, size: number): TargetChunk[] =>
      Array.from({ length: Math.ceil(order.length / size) }, (_, chunk) => {
        const rows = order.subarray(chunk * size, (chunk + 1) * size);
        return { columns: takeRows(table, rows), target: takeValues(target, rows) };
      });
    const order = Int32Array.from(cities.keys());
    const trained = async (fitted: FittedTargetEncode, chunks: TargetChunk[], name: string): Promise<number[]> => {
      const values: number[] = [];
      for await (const { columns } of fitted.transformTraining(chunks)) values.push(...getNumbers(columns, name));
      return values;
    };

    it("learns the numbers of fit up to rounding, the same bits for any chunks", async () => {
      const fitted = await step.fitChunks(inChunks(order, 300));
      const codes = getNumbers(fitted.transform(table), "city");
      step
        .fit(table, target)
        .transform(table)
        .byName.forEach((column, name) => {
          if (column.kind !== "number") return;
          const own = getNumbers(fitted.transform(table), name);
          column.values.forEach((value, row) => void expect(Math.abs(own[row] / value - 1)).toBeLessThan(1e-12));
        });
      const others = await step.fitChunks(inChunks(order, 7));
      expect(others.toJSON()).toEqual(fitted.toJSON());
      expect(codes).toEqual(getNumbers(others.transform(table), "city"));
      expect(await trained(others, inChunks(order, 500), "city")).toEqual(
        await trained(fitted, inChunks(order, 300), "city"),
      );
    });

    it("encodes training rows by the other folds, as fit of their rows does", async () => {
      const small = targetEncode({ columns: ["city"], folds: 2 });
      const rows = order.subarray(0, 60);
      const values = await trained(await small.fitChunks(inChunks(rows, 25)), inChunks(rows, 25), "city");
      const assigned = randomSource(0);
      const folds = Array.from({ length: 30 }, () => [...assigned.permutation(2)]).flat();
      for (const fold of [0, 1]) {
        const [held, others] = [true, false].map((isHeld) => rows.filter((row) => (folds[row] === fold) === isHeld));
        const fitted = small.fit(takeRows(table, others), takeValues(target, others));
        const expected = getNumbers(fitted.transform(takeRows(table, held)), "city");
        held.forEach((row, index) => void expect(values[row]).toBeCloseTo(expected[index] ?? 0, 6));
      }
    });

    it("does not leak the target of unique labels", async () => {
      const fitted = await step.fitChunks(inChunks(order, 300));
      expect(getNumbers(fitted.transform(table), "id")[7]).toBeCloseTo(target[7] ?? 0, 6);
      expect(new Set(await trained(fitted, inChunks(order, 300), "id")).size).toBe(5);
    });

    it("refuses rows of another order, fewer rows than folds and a missing target, with its row", async () => {
      const fitted = await step.fitChunks(inChunks(order, 300));
      for (const other of [order.slice().reverse(), order.subarray(1)]) {
        await expect(trained(fitted, inChunks(other, 300), "city")).rejects.toThrow(
          /^targetEncode: transformTraining read \d+ rows that are not the 2000 of fitChunks in their order/,
        );
      }
      const few = inChunks(order.subarray(0, 3), 3);
      await expect(trained(await step.fitChunks(few), few, "city")).rejects.toThrow("5 folds but only 3 rows");
      const bad = inChunks(order, 300).map((chunk, index) =>
        index === 1 ? { ...chunk, target: chunk.target.fill(Number.NaN, 4, 5) } : chunk,
      );
      await expect(step.fitChunks(bad)).rejects.toThrow("targetEncode: the target is NaN at row index 304");
    });
  });

  it("refuses a missing target", () => {
    expect(() => targetEncode({ columns: ["x"] }).fit(rows)).toThrow(
      "targetEncode: expected one target per row, got none for 15 rows",
    );
  });
});
