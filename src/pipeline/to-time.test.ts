import { expect, it } from "vitest";
import { toTime } from "./to-time.js";

it("reads dates as wall-clock time in any time zone of the machine, and refuses others", () => {
  const before = process.env.TZ;
  try {
    for (const zone of ["UTC", "America/Chicago", "Asia/Tokyo"]) {
      process.env.TZ = zone;
      expect(toTime("timeSplit", "2016-01-01")).toBe(Date.UTC(2016, 0, 1));
      expect(toTime("timeSplit", "2016-03")).toBe(Date.UTC(2016, 2, 1));
      expect(toTime("timeSplit", "2016-01-01T06:00")).toBe(Date.UTC(2016, 0, 1, 6));
      expect(toTime("timeSplit", "2016-01-01 06:00:30")).toBe(Date.UTC(2016, 0, 1, 6, 0, 30));
      expect(toTime("timeSplit", 5)).toBe(5);
    }
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
  for (const wrong of ["2015-02-30", "2015-13-01", "2016-01-01T06:00Z", "2016-01-01T06:00+02:00", "2016-1-1", "soon"]) {
    expect(() => toTime("timeSplit", wrong)).toThrow(`timeSplit: invalid cutoff "${wrong}"`);
  }
});
