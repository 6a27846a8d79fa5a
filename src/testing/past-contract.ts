import { describe, expect, it } from "vitest";
import type { Step } from "../features/step.js";
import type { Columns } from "../table/columns.js";
import { getNumbers } from "../table/get-numbers.js";
import { expectColumn, numberColumn, tableFrom } from "./feature-columns.js";
import { goldenTransforms } from "./golden-transforms.js";

const level = goldenTransforms.past.values ?? [];
const month = [1, 2, 3, 4, 5, 6, 7];

/** The properties of every step that reads previous rows of the column `level`, ordered by `month`. */
export function pastContract(name: string, step: Step): void {
  describe(`every step that reads previous rows: ${name}`, () => {
    it("agrees with pandas' shift, diff and rolling of the previous rows", () => {
      const rows = tableFrom({ month: numberColumn(month), level: numberColumn(level) });
      const fitted = step.fit(rows);
      const actual = fitted.transform(rows);
      for (const output of fitted.outputs) {
        expectColumn(getNumbers(actual, output), goldenTransforms.past[output] ?? [], 12);
      }
    });

    it("never reads the row or a later one, whatever the order of the table", () => {
      const order = [4, 0, 6, 2, 1, 5, 3];
      const shuffled = (values: readonly (number | null)[]): Columns =>
        tableFrom({
          month: numberColumn(order.map((row) => month[row] ?? null)),
          level: numberColumn(order.map((row) => values[row] ?? null)),
        });
      const rows = shuffled(level);
      const fitted = step.fit(rows);
      const expected = fitted.transform(rows);
      for (const [index, row] of order.entries()) {
        const changed = level.map((value, other) => (other >= row ? 1e9 + other : value));
        const actual = fitted.transform(shuffled(changed));
        for (const output of fitted.outputs) {
          expect(getNumbers(actual, output)[index]).toBe(getNumbers(expected, output)[index]);
        }
      }
    });
  });
}
