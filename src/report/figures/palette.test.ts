import { describe, expect, it } from "vitest";
import { neutralText, seriesColors } from "./palette.js";

describe("the palette", () => {
  it.each(["#ffffff", "#15181d"])("has a visible contrast of every series on %s", (page) => {
    expect(seriesColors.filter((color) => contrast(color, page) < 3)).toEqual([]);
  });

  it.each(["#ffffff", "#111111"])("has readable neutral text on %s", (page) => {
    expect(contrast(neutralText, page)).toBeGreaterThan(4.2);
  });

  it.each(["protan", "deutan"] as const)(
    "has distinguishable neighbours among the first six under %s vision",
    (kind) => {
      const seen = seriesColors.slice(0, 6).map((color) => simulate(linear(color), kind));
      for (let index = 1; index < seen.length; index++) {
        expect(distance(seen[index - 1] ?? [], seen[index] ?? []), seriesColors[index]).toBeGreaterThan(0.08);
      }
    },
  );
});

function linear(color: string): number[] {
  return [1, 3, 5].map((start) => {
    const part = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [one, other]
    .map((color) => linear(color).reduce((sum, part, index) => sum + part * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0))
    .sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** Full red and green blindness by the matrices of Machado, Oliveira and Fernandes (2009), on linear colour. */
function simulate([red = 0, green = 0, blue = 0]: readonly number[], kind: "protan" | "deutan"): number[] {
  const rows =
    kind === "protan"
      ? [
          [0.152286, 1.052583, -0.204868],
          [0.114503, 0.786281, 0.099216],
          [-0.003882, -0.048116, 1.051998],
        ]
      : [
          [0.367322, 0.860646, -0.227968],
          [0.280085, 0.672501, 0.047413],
          [-0.01182, 0.04294, 0.968881],
        ];
  return rows.map(([a = 0, b = 0, c = 0]) => a * red + b * green + c * blue);
}

/** Distance in the square roots of linear colour, which is near to how differences are seen. */
function distance(one: readonly number[], other: readonly number[]): number {
  return Math.hypot(
    ...one.map((part, index) => Math.sqrt(Math.max(0, part)) - Math.sqrt(Math.max(0, other[index] ?? 0))),
  );
}
