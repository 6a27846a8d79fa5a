import { expect, it } from "vitest";
import { getPeriods } from "./periods.js";

it.each([
  ["year", "2020", 2020, Date.UTC(2020, 5, 1)],
  ["month", "2020-03", 12 * 2020 + 2, Date.UTC(2020, 2, 31, 23)],
  ["day", "1970-01-02", 1, 86_400_000 + 5],
  ["hour", "1970-01-02T03", 27, 27 * 3_600_000 + 5],
] as const)("counts periods of a %s", (unit, text, index, time) => {
  const periods = getPeriods(unit);
  expect([periods.parse(text), periods.fromTime(time), periods.format(index)]).toEqual([index, index, text]);
  expect(periods.fromTime(periods.toTime(index) - 1)).toBe(index - 1);
  expect(periods.parse(periods.example)).toBeDefined();
});

it.each([
  ["month", "2020-13"],
  ["month", "2020-3"],
  ["day", "2021-02-29"],
  ["hour", "2020-01-01T24"],
  ["year", "20x0"],
] as const)("knows no %s %s", (unit, text) => {
  expect(getPeriods(unit).parse(text)).toBeUndefined();
});
