import { type Columns, columnsFromEntries, getNumbers, meanModel, pipeline, restorePipeline } from "cuaderno";
import { describe, expect, it } from "vitest";
import { dottedNumbers } from "./dotted-numbers.js";
import { economy } from "./milk-schema.js";

/** A table with the given strings in an index and an amount, and `1` in the other columns. */
function toRows(strings: readonly (string | null)[]): Columns {
  const ones = strings.map(() => "1");
  const isUsed = (name: string): boolean => name === "Imacec_minero" || name === "PIB_Mineria";
  return columnsFromEntries(
    economy.map((name) => [name, { kind: "string", values: isUsed(name) ? strings : ones }] as const),
  );
}

function read(strings: readonly (string | null)[], reading: "original" | "correct", column: string): number[] {
  const rows = toRows(strings);
  return [...getNumbers(dottedNumbers({ reading }).fit(rows).transform(rows), column)];
}

describe("dottedNumbers", () => {
  it.each([
    ["114.265.499", 114.265, 114.265499],
    ["10.705.794", 107.05, 107.05794],
    ["82.846.325", 82.846, 82.846325],
    ["841.834.519", 84.1, 84.1834519],
    ["957.641.182", 95.7, 95.7641182],
    ["99", 99, 99],
  ])("reads the index %s as %d with the original's losses, and as %d without", (value, original, correct) => {
    expect(read([value], "original", "Imacec_minero")).toEqual([original]);
    expect(read([value], "correct", "Imacec_minero")).toEqual([correct]);
  });

  it("is missing for anything but digits with dots between them", () => {
    const strings = ["a", "", ".5", "1..2", "-3", null];
    for (const column of ["Imacec_minero", "PIB_Mineria"]) {
      expect(read(strings, "correct", column)).toEqual(strings.map(() => Number.NaN));
    }
  });

  it("reads amounts as their digits, or with the zeros that were lost", () => {
    const strings = ["123.491.343", "118.878.504", "120.000.001", "11.702.736", "1.271.215"];
    expect(read(strings, "original", "PIB_Mineria")).toEqual([
      123_491_343, 118_878_504, 120_000_001, 11_702_736, 1_271_215,
    ]);
    expect(read(strings, "correct", "PIB_Mineria")).toEqual([
      123_491_343, 118_878_504, 120_000_001, 117_027_360, 127_121_500,
    ]);
  });

  it("reads a single row of a saved pipeline by the sizes of the training rows", () => {
    const rows = toRows(["123.491.343", "118.878.504", "120.000.001"]);
    const fitted = pipeline({ steps: [dottedNumbers()], model: meanModel() }).fit(rows, Float64Array.of(1, 2, 3));
    const restored = restorePipeline(JSON.parse(JSON.stringify(fitted)), { steps: [dottedNumbers] });
    const [step] = restored.steps;
    expect(getNumbers(step?.transform(toRows(["1.271.215"])) ?? rows, "PIB_Mineria")[0]).toBe(127_121_500);
  });
});
