import { describe, expect, it } from "vitest";
import type { JsonObject } from "../core/json.js";
import type { Model } from "../models/model.js";
import { restoreModel } from "../models/restore-model.js";
import type { Matrix } from "../table/matrix.js";

/**
 * What every model promises. `matrix` has at least four rows and two columns, none of them missing. A `classifier` is one whose target
 * must be classes.
 */
export function modelContract(
  name: string,
  model: Model,
  matrix: Matrix,
  target: Float64Array,
  { classifier = false }: { readonly classifier?: boolean } = {},
): void {
  describe(`every model: ${name}`, () => {
    it("fits without changing its input, and the same each time", () => {
      const before = matrix.columns.map((values) => [...values]);
      const first = JSON.stringify(model.fit(matrix, target).toJSON());
      expect(matrix.columns.map((values) => [...values])).toEqual(before);
      expect(JSON.stringify(model.fit(matrix, target).toJSON())).toBe(first);
    });

    it("predicts the same bytes when restored from JSON", () => {
      const fitted = model.fit(matrix, target);
      const text = JSON.stringify(fitted.toJSON());
      const restored = restoreModel(JSON.parse(text));
      expect(JSON.stringify(restored.toJSON())).toBe(text);
      expect(bytes(restored.predict(matrix))).toEqual(bytes(fitted.predict(matrix)));
      expect([...(restored.importance?.() ?? [])]).toEqual([...(fitted.importance?.() ?? [])]);
    });

    it("predicts each row independently of the others, and an empty array for no rows", () => {
      const fitted = model.fit(matrix, target);
      const all = fitted.predict(matrix);
      for (let row = 0; row < matrix.rowCount; row++) {
        expect(fitted.predict(someRows(matrix, row, row + 1))[0]).toBe(all[row]);
      }
      expect(fitted.predict(someRows(matrix, 0, 0))).toHaveLength(0);
    });

    if (classifier) {
      it("gives probabilities that add up to 1, and predicts the most likely class", () => {
        const fitted = model.fit(matrix, target);
        expect(fitted.classes).toEqual([...new Set(target)].sort((a, b) => a - b));
        const lists = fitted.probabilities?.(matrix) ?? [];
        expect(lists).toHaveLength(fitted.classes?.length ?? -1);
        fitted.predict(matrix).forEach((value, row) => {
          const own = lists.map((list) => list[row] as number);
          expect(own.reduce((total, share) => total + share, 0)).toBeCloseTo(1, 12);
          expect(own.every((share) => share >= 0)).toBe(true);
          expect(value).toBe(fitted.classes?.[own.indexOf(Math.max(...own))]);
        });
        const restored = restoreModel(JSON.parse(JSON.stringify(fitted.toJSON())));
        expect((restored.probabilities?.(matrix) ?? []).map(bytes)).toEqual(lists.map(bytes));
      });

      it("refuses a single class and a target that is not a class", () => {
        expect(() => model.fit(matrix, new Float64Array(matrix.rowCount))).toThrow("every row has class 0");
        expect(() =>
          model.fit(
            matrix,
            target.map((value) => value + 0.5),
          ),
        ).toThrow("expected integer classes");
      });
    }

    if (!classifier)
      it("predicts finite numbers near a target of any size", () => {
        const far = target.map((value) => 1e9 + value);
        model
          .fit(matrix, far)
          .predict(matrix)
          .forEach((value) => {
            expect(Math.abs(value - 1e9)).toBeLessThan(1e4);
          });
      });

    it("refuses no rows, a target of another length and one that is not finite", () => {
      expect(() => model.fit(someRows(matrix, 0, 0), new Float64Array(0))).toThrow("the matrix has no rows");
      expect(() => model.fit(matrix, target.subarray(1))).toThrow(
        `expected one target value per row (${matrix.rowCount}), got ${matrix.rowCount - 1}`,
      );
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const broken = target.slice();
        broken[2] = value;
        expect(() => model.fit(matrix, broken)).toThrow(`the target is ${value} at row index 2; remove the rows`);
      }
      const large = target.with(2, -1e307);
      expect(() => model.fit(matrix, large)).toThrow("the target is -1e+307 at row index 2, too large to be squared");
    });

    it("refuses columns that it was not fitted on, or in another order", () => {
      const fitted = model.fit(matrix, target);
      const [first = "", second = "", ...rest] = matrix.names;
      const renamed = { ...matrix, names: ["other", second, ...rest] };
      expect(() => fitted.predict(renamed)).toThrow(
        `missing column "${first}"; the model was fitted on ${first}, ${second}`,
      );
      const swapped = { ...matrix, names: [second, first, ...rest] };
      expect(() => fitted.predict(swapped)).toThrow(`expected column "${first}" at index 0, got "${second}"`);
      const more = { ...matrix, names: [...matrix.names, "more"], columns: [...matrix.columns, target] };
      expect(() => fitted.predict(more)).toThrow('the model was fitted without column "more"; remove it');
    });

    it("refuses JSON with a field missing or of another type, with the path", () => {
      const json = model.fit(matrix, target).toJSON();
      for (const key of Object.keys(json)) {
        const { [key]: _, ...rest } = json as JsonObject;
        expect(() => restoreModel(rest, "file.model")).toThrow(/^file\.model/);
        expect(() => restoreModel({ ...json, [key]: [{ wrong: true }] }, "file.model")).toThrow(/^file\.model/);
      }
    });
  });
}

function someRows(matrix: Matrix, start: number, end: number): Matrix {
  return { ...matrix, rowCount: end - start, columns: matrix.columns.map((values) => values.slice(start, end)) };
}

function bytes(values: Float64Array): number[] {
  return [...new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];
}
