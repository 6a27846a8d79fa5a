import { expect, it } from "vitest";
import { trailingMonths } from "./trailing-months.js";

it("trailingMonths crosses the turn of the year, and rejects invalid months and counts", () => {
  expect(trailingMonths("2018-02", 12)).toHaveLength(12);
  expect(trailingMonths("2018-02", 12)[0]).toBe("2017-03");
  expect(() => trailingMonths("2018-13", 1)).toThrow('trailingMonths: expected a month such as 2020-03, got "2018-13"');
  expect(() => trailingMonths("2018-01", 0)).toThrow("trailingMonths: count: expected an integer >= 1, got 0");
});
