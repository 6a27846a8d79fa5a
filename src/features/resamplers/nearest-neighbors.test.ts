import { describe, expect, it } from "vitest";
import { randomSource } from "../../core/random-source.js";
import { type NeighborRows, nearestNeighbors } from "./nearest-neighbors.js";

/** The nearest neighbors by brute force. */
function bruteForce({ columns, isCode, different }: NeighborRows, count: number): number[][] {
  const rows = [...(columns[0] ?? []).keys()];
  return rows.map((current) => {
    const square = (other: number): number =>
      columns.reduce((sum, values, column) => {
        const difference = values[other] - values[current];
        return sum + (isCode[column] ? (difference === 0 ? 0 : different) : difference * difference);
      }, 0);
    const others = rows.filter((row) => row !== current).map((row) => [square(row), row] as const);
    return others
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])
      .slice(0, count)
      .map(([, row]) => row);
  });
}

describe("nearestNeighbors", () => {
  it.each([
    ["numbers", 1, [false, false, false]],
    ["numbers on a grid, with many ties", 0.5, [false, false, false]],
    ["numbers and codes", 1, [true, false, true]],
    ["codes only", 0.5, [true, true, true]],
  ])("agrees with brute force: %s", (_, grain, isCode) => {
    const random = randomSource(3);
    const values = () => Float64Array.from({ length: 120 }, () => Math.round((random.normal() * 4) / grain) * grain);
    const columns = isCode.map((code) =>
      code
        ? values().map((value) => Math.abs(value) % 3)
        : grain === 1
          ? values().map((value) => value + random.uniform())
          : values(),
    );
    const rows = { columns, isCode, different: 0.7 };
    expect(nearestNeighbors(rows, 5).map((found) => [...found])).toEqual(bruteForce(rows, 5));
  });

  it("accepts constant columns", () => {
    const rows = { columns: [new Float64Array(4)], isCode: [false], different: 1 };
    expect(nearestNeighbors(rows, 2).map((found) => [...found])).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
      [0, 1],
    ]);
  });
});
