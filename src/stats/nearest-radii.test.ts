import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { nearestRadii } from "./nearest-radii.js";

describe("nearestRadii", () => {
  const random = randomSource(3);
  const draws: Readonly<Record<string, () => number>> = {
    "spread points": () => random.normal(),
    "points on a grid, many of them equal": () => random.integer(4),
    "points on one line": () => 7,
    "points in two distant clusters": () => random.normal() + (random.uniform() < 0.5 ? 0 : 1e6),
  };
  for (const [name, draw] of Object.entries(draws)) {
    it(`agrees with brute force: ${name}`, () => {
      for (const [count, neighbors] of [
        [4, 3],
        [57, 1],
        [700, 3],
        [700, 40],
      ] as const) {
        const x = Float64Array.from({ length: count }, draw);
        const y = Float64Array.from({ length: count }, name === "points on one line" ? random.normal : draw);
        const expected = x.map((value, row) => {
          const distances = x.map((other, at) =>
            Math.max(Math.abs(other - value), Math.abs((y[at] ?? 0) - (y[row] ?? 0))),
          );
          return distances.filter((_, at) => at !== row).sort()[neighbors - 1] ?? Number.NaN;
        });
        expect(nearestRadii(x, y, neighbors)).toEqual(expected);
        expect(nearestRadii(y, x, neighbors)).toEqual(expected);
      }
    });
  }
});
