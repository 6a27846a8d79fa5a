import { describe, expect, it } from "vitest";
import { dottedAmounts, dottedIndex } from "./dotted-number.js";

describe("dottedIndex", () => {
  it.each([
    ["114.265.499", 114.265, 114.265499],
    ["10.705.794", 107.05, 107.05794],
    ["82.846.325", 82.846, 82.846325],
    ["841.834.519", 84.1, 84.1834519],
    ["957.641.182", 95.7, 95.7641182],
    ["99", 99, 99],
  ])("reads %s as %d with the original's losses, and as %d without", (text, original, correct) => {
    expect(dottedIndex(text, "original")).toBe(original);
    expect(dottedIndex(text, "correct")).toBe(correct);
  });

  it("is missing for anything but digits and dots between them", () => {
    for (const text of ["a", "", ".5", "1..2", "-3"]) expect(dottedIndex(text, "correct")).toBeNaN();
  });
});

describe("dottedAmounts", () => {
  const texts = ["123.491.343", "11.702.736", "118.878.504", "1.271.215", null, "a"];

  it("takes the digits as they stand, or puts back the zeros that were lost", () => {
    expect([...dottedAmounts(texts, "original")]).toEqual([
      123_491_343,
      11_702_736,
      118_878_504,
      1_271_215,
      Number.NaN,
      Number.NaN,
    ]);
    const correct = dottedAmounts(
      ["123.491.343", "118.878.504", "120.000.001", "11.702.736", "1.271.215", null],
      "correct",
    );
    expect([...correct]).toEqual([123_491_343, 118_878_504, 120_000_001, 117_027_360, 127_121_500, Number.NaN]);
  });

  it("leaves a column without numbers alone", () => {
    expect([...dottedAmounts([null, "a"], "correct")]).toEqual([Number.NaN, Number.NaN]);
  });
});
