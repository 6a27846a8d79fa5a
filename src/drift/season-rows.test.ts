import { expect, it } from "vitest";
import { columnsFromEntries } from "../table/columns.js";
import { driftOverTime } from "./drift-over-time.js";
import { seasonRows } from "./season-rows.js";

const day = 86_400_000;

it("seasonRows finds the same days of other years, across New Year", () => {
  const times = Float64Array.from(["2015-12-30", "2016-01-02", "2016-06-01"], (text) => Date.parse(text));
  const window = { start: Date.parse("2018-01-01"), end: Date.parse("2018-01-03") };
  expect([...(seasonRows(times, [window], 0)[0] ?? [])]).toEqual([1]);
  expect([...(seasonRows(times, [window], 3)[0] ?? [])]).toEqual([0, 1]);
});

it("driftOverTime with season does not count summer as drift", () => {
  const table = (from: string, days: number) => {
    const start = Date.parse(from);
    const times = Float64Array.from({ length: days * 4 }, (_, index) => start + (index * day) / 4);
    const warm = times.map(
      (time, index) => Math.cos((2 * Math.PI * (time - Date.parse("2012-07-15"))) / (365.25 * day)) + (index % 4) / 10,
    );
    return columnsFromEntries([
      ["time", { kind: "time", values: times }],
      ["warm", { kind: "number", values: warm }],
    ]);
  };
  const [reference, current] = [table("2012-01-01", 1461), table("2017-01-01", 365)];
  const options = { time: "time", windowDays: 28, slackDays: 0 } as const;
  const share = (season: "year" | undefined) =>
    driftOverTime(reference, current, { ...options, season }).windows.filter(({ driftedShare }) => driftedShare === 1)
      .length;
  expect(share(undefined)).toBeGreaterThan(10);
  expect(share("year")).toBeLessThan(3);
});
