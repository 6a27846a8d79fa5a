import { expect, it } from "vitest";
import { monthsToPull } from "./months-to-pull.js";

it("monthsToPull returns the full window at first, later the new months and those before for late rows", () => {
  expect(monthsToPull({ until: "2018-02" })).toHaveLength(12);
  expect(monthsToPull({ until: "2018-02", last: "2017-12", lookback: 2 })).toEqual([
    ...["2017-11", "2017-12", "2018-01", "2018-02"],
  ]);
  expect(monthsToPull({ until: "2018-02", last: "2018-02", lookback: 0 })).toEqual([]);
  expect(() => monthsToPull({ until: "2018-02", last: "2018-03" })).toThrow(
    "monthsToPull: until (2018-02) is before the last month pulled (2018-03); use a later month",
  );
  expect(() => monthsToPull({ until: "2018-02", lookback: -1 })).toThrow("lookback: expected an integer >= 0, got -1");
});
