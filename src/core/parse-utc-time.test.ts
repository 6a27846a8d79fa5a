import fc from "fast-check";
import { expect, it } from "vitest";
import { parseUtcTime } from "./parse-utc-time.js";

it.each([
  ["2026-11-01", "2026-11-01T00:00:00.000Z"],
  ["2026-11-01T12:30", "2026-11-01T12:30:00.000Z"],
  ["2026-11-01 12:30:15", "2026-11-01T12:30:15.000Z"],
  ["2026-11-01T12:30:15.25Z", "2026-11-01T12:30:15.250Z"],
  ["2026-11-01T12:30:15.123456789", "2026-11-01T12:30:15.123Z"],
  ["2026-11-01T12:30:15+02:00", "2026-11-01T10:30:15.000Z"],
  ["2026-11-01T12:30:15-0530", "2026-11-01T18:00:15.000Z"],
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ["2026-11-01T24:00", "2026-11-02T00:00:00.000Z"],
])("parseUtcTime reads %s as %s", (text, expected) => {
  expect(new Date(parseUtcTime(text) ?? Number.NaN).toISOString()).toBe(expected);
});

it.each([
  "",
  "2026",
  "2026-11",
  "2026-02-30",
  "2025-02-29",
  "2026-13-01",
  "2026-00-10",
  "2026-11-01T25:00",
  "2026-11-01T12:60",
  "2026-11-01T12:00:61",
  "2026-11-01T12:00+30:00",
  "yesterday",
  "2026-11-01T12",
])("parseUtcTime refuses %j", (text) => {
  expect(parseUtcTime(text)).toBeUndefined();
});

it("parseUtcTime reads back every time that toISOString writes, with and without the Z", () => {
  const times = fc.date({
    min: new Date("0000-01-01T00:00:00Z"),
    max: new Date("9999-12-31T00:00:00Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(times, (time) => {
      const text = time.toISOString();
      expect(parseUtcTime(text)).toBe(time.getTime());
      expect(parseUtcTime(text.slice(0, -1))).toBe(time.getTime());
    }),
  );
});
