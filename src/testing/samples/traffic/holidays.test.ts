import { describe, expect, it } from "vitest";
import { getHoliday } from "./holidays.js";

describe("getHoliday", () => {
  it.each([
    ["2012-10-08", "Columbus Day"],
    ["2013-05-27", "Memorial Day"],
    ["2013-08-22", "State Fair"],
    ["2014-01-20", "Martin Luther King Jr Day"],
    ["2015-07-03", "Independence Day"],
    ["2015-11-26", "Thanksgiving Day"],
    ["2016-02-15", "Washingtons Birthday"],
    ["2016-12-26", "Christmas Day"],
    ["2017-01-02", "New Years Day"],
    ["2017-11-10", "Veterans Day"],
    ["2018-09-03", "Labor Day"],
    ["2016-07-05", "None"],
    ["2016-12-25", "None"],
  ])("%s is %s, as in the published table", (day, name) => {
    expect(getHoliday(Date.parse(`${day}T00:00:00Z`))).toBe(name);
  });
});
