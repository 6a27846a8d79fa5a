import { describe, expect, it } from "vitest";
import { getNumbers } from "./get-numbers.js";
import { loadPolars } from "./load-polars.js";
import { toColumns } from "./to-columns.js";

describe("getNumbers", () => {
  const pl = loadPolars();
  const frame = pl.DataFrame({ hour: [7, null, 8], word: ["a", "b", "a"], list: [[1], [2], [3]] });

  it("returns the numbers of a frame and of columns, missing ones as NaN", () => {
    expect([...getNumbers(frame, "hour")]).toEqual([7, Number.NaN, 8]);
    expect([...getNumbers(toColumns(frame, { only: ["hour"] }), "hour")]).toEqual([7, Number.NaN, 8]);
  });

  it("refuses a missing column and one of strings", () => {
    expect(() => getNumbers(frame, "hours")).toThrow('getNumbers: no column "hours"; the table has hour, word, list');
    expect(() => getNumbers(frame, "word")).toThrow(
      'getNumbers: column "word": expected numbers, got category; encode it first',
    );
  });
});
