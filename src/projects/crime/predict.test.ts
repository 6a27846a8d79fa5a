import { describe, expect, it } from "vitest";
import { wallClock } from "./predict.js";

const shown = (at: string, zone: string): string => new Date(wallClock(at, zone)).toISOString().slice(0, 16);

describe("wallClock", () => {
  it("is the time that a clock in the zone shows, in summer and in winter", () => {
    expect(shown("2018-01-06T05:30:00Z", "America/Chicago")).toBe("2018-01-05T23:30");
    expect(shown("2018-07-06T05:30:00Z", "America/Chicago")).toBe("2018-07-06T00:30");
    expect(shown("2018-01-05T23:30:00-06:00", "America/Chicago")).toBe("2018-01-05T23:30");
  });

  it("refuses an instant without its distance from Greenwich, and a zone there is none of", () => {
    expect(() => wallClock("2018-01-05T23:30:00", "America/Chicago")).toThrow(
      /write it with its distance from Greenwich/,
    );
    expect(() => wallClock("2018-01-05T23:30:00Z", "America/Chicgo")).toThrow(/time zone/i);
  });
});
