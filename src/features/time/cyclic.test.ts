import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { cyclic } from "./cyclic.js";

describe("cyclic", () => {
  it("makes the last hour as near to the first as the second", () => {
    const columns = tableFrom({ hour: numberColumn([0, 1, 23]) });
    const circle = cyclic({ column: "hour", period: 24 }).fit(columns).transform(columns);
    const [sine, cosine] = [getNumbers(circle, "hour_sin"), getNumbers(circle, "hour_cos")];
    const distance = (row: number): number => Math.hypot(sine[row] - sine[0], cosine[row] - cosine[0]);
    expect([...circle.byName.keys()]).toEqual(["hour_sin", "hour_cos"]);
    expect(distance(1)).toBeCloseTo(distance(2), 14);
  });

  it("refuses a period that is not above 0", () => {
    expect(() => cyclic({ column: "hour", period: 0 })).toThrow(
      'cyclic: period of "hour": expected a number > 0, got 0; use 24 for hours, 7 for weekdays',
    );
  });
});
