import { describe, expect, it } from "vitest";
import { goldenSelection } from "../../testing/golden-selection.js";
import { principalAxes } from "./principal-axes.js";

describe("principalAxes", () => {
  it.each(goldenSelection.axes)("agrees with scikit-learn's PCA: $name", ({ columns, axes, lengths }) => {
    const centered = columns.map((column) => {
      const mean = column.reduce((total, value) => total + value, 0) / column.length;
      return Float64Array.from(column, (value) => value - mean);
    });
    const found = principalAxes(centered);
    const scale = lengths[0] ?? 1;
    lengths.forEach((length, index) => {
      expect(Math.abs((found.lengths[index] ?? Number.NaN) - length)).toBeLessThan(1e-12 * scale);
      if (length < 1e-9 * scale) return;
      const product = (axes[index] ?? []).reduce((sum, value, row) => sum + value * (found.axes[index]?.[row] ?? 0), 0);
      expect(Math.abs(product)).toBeCloseTo(1, 11);
    });
  });
});
