import { expect, it } from "vitest";
import { addMonths, monthStart, monthsBetween, toMonth, toMonthIndex } from "./months.js";

it("toMonth and monthStart convert times in UTC", () => {
  expect([toMonth(Date.UTC(2020, 11, 31, 23, 59)), toMonth(0), toMonth(-1)]).toEqual(["2020-12", "1970-01", "1969-12"]);
  expect(monthStart("2020-03")).toBe(Date.UTC(2020, 2, 1));
});

it("toMonthIndex counts months across years and before 1970", () => {
  const times = [Date.UTC(2020, 2, 31), Date.UTC(1969, 11, 31)];
  expect(times.map(toMonthIndex)).toEqual([12 * 2020 + 2, 12 * 1969 + 11]);
});

it("addMonths crosses years in both directions", () => {
  const months = [-13, -1, 0, 1, 12].map((count) => addMonths("2020-01", count));
  expect(months).toEqual(["2018-12", "2019-12", "2020-01", "2020-02", "2021-01"]);
});

it("monthsBetween includes both ends, and takes steps", () => {
  expect(monthsBetween("2019-11", "2020-02")).toEqual(["2019-11", "2019-12", "2020-01", "2020-02"]);
  expect(monthsBetween("2019-11", "2020-07", 3)).toEqual(["2019-11", "2020-02", "2020-05"]);
  expect(monthsBetween("2020-02", "2020-01")).toEqual([]);
});

it.each(["2020-13", "2020-00", "2020-1", "20-01", "2020-01-01", ""])("an invalid month %j is an error", (month) => {
  expect(() => monthStart(month, "predictMonths")).toThrow(
    `predictMonths: expected a month such as 2020-03, got "${month}"`,
  );
  expect(() => addMonths(month, 1)).toThrow("addMonths: expected a month");
});
