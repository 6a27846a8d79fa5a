import { columnsFromEntries } from "cuaderno/table";
import { describe, expect, it } from "vitest";
import { holidaySpread } from "./holiday-spread.js";

const rows = (times: readonly string[], holidays: readonly string[]) =>
  columnsFromEntries([
    ["time", { kind: "time", values: Float64Array.from(times, (time) => Date.parse(`${time}Z`)) }],
    ["holiday", { kind: "string", values: holidays }],
  ]);
const flags = (columns: ReturnType<typeof rows>): readonly number[] => {
  const column = columns.byName.get("isHoliday");
  return column?.kind === "number" ? [...column.values] : [];
};

describe("holidaySpread", () => {
  const training = rows(
    ["2016-11-24T00:00", "2016-11-24T09:00", "2016-11-25T09:00"],
    ["Thanksgiving Day", "None", "None"],
  );

  it("spreads the name over its day", () => {
    expect(flags(holidaySpread().fit(training).transform(training))).toEqual([1, 1, 0]);
    expect(flags(holidaySpread({ over: "row" }).fit(training).transform(training))).toEqual([1, 0, 0]);
  });

  it("knows a day of the training rows, and takes the name of a single later row", () => {
    const fitted = holidaySpread().fit(training);
    expect(flags(fitted.transform(rows(["2016-11-24T17:00"], ["None"])))).toEqual([1]);
    expect(flags(fitted.transform(rows(["2026-11-26T09:00"], ["Thanksgiving Day"])))).toEqual([1]);
    expect(flags(fitted.transform(rows(["2026-11-26T09:00"], ["None"])))).toEqual([0]);
  });
});
