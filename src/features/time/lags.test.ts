import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { numberColumn, stringColumn, tableFrom } from "../../testing/feature-columns.js";
import { pastContract } from "../../testing/past-contract.js";
import { lags } from "./lags.js";

pastContract("lags", lags({ columns: ["level"], lags: [1, 3], orderBy: "month" }));

describe("lags", () => {
  it("separates groups", () => {
    const rows = tableFrom({
      country: stringColumn("a", "b", "a", "b"),
      month: numberColumn([1, 1, 2, 2]),
      level: numberColumn([1, 2, 3, 4]),
    });
    const lagged = lags({ columns: ["level"], lags: [1], orderBy: "month", by: ["country"] })
      .fit(rows)
      .transform(rows);
    expect([...getNumbers(lagged, "level_lag1")]).toEqual([Number.NaN, Number.NaN, 1, 2]);
  });

  it("refuses a lag of 0", () => {
    expect(() => lags({ columns: ["level"], lags: [0] })).toThrow(
      "lags: lags: expected integers >= 1, got 0; only previous rows can be read",
    );
  });

  it("refuses two rows with the same time and a row without time", () => {
    const step = lags({ columns: ["level"], lags: [1], orderBy: "month" });
    const duplicate = tableFrom({ month: numberColumn([1, 1]), level: numberColumn([1, 2]) });
    expect(() => step.fit(duplicate)).toThrow('lags: row indexes 0 and 1 have the same "month"; remove duplicates');
    const missing = tableFrom({ month: numberColumn([1, null]), level: numberColumn([1, 2]) });
    expect(() => step.fit(missing)).toThrow('lags: column "month" is missing at row index 1; remove the row');
  });
});
