import { describe, expect, it } from "vitest";
import { randomSource } from "./random-source.js";

describe("randomSource", () => {
  it("gives the same stream for the same seed and another for another", () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, randomSource(seed).uniform);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(1)).not.toEqual(draw(2 ** 32 + 1));
  });

  it("gives uniform numbers in [0, 1) with mean one half and variance one twelfth", () => {
    const source = randomSource(3);
    const values = Array.from({ length: 100_000 }, () => source.uniform());
    expect(Math.min(...values.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values.slice(0, 1000))).toBeLessThan(1);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
  });

  it("gives normal numbers with mean 0 and variance 1", () => {
    const source = randomSource(4);
    const values = Array.from({ length: 100_000 }, () => source.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });

  it("permutes: every index once", () => {
    const order = randomSource(5).permutation(100);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
  });

  it("forks streams that repeat", () => {
    const first = randomSource(6).fork().uniform();
    expect(randomSource(6).fork().uniform()).toBe(first);
    expect(randomSource(6).uniform()).not.toBe(first);
  });

  it("rejects a seed that is not an integer", () => {
    expect(() => randomSource(0.5)).toThrow("randomSource: seed: expected an integer, got 0.5");
  });
});
