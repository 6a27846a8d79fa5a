import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";
import { expectNear } from "../testing/golden-statistics.js";
import { columnDrift } from "./column-drift.js";
import type { DriftMethodName } from "./drift-method.js";
import { driftOverTime } from "./drift-over-time.js";

const golden = JSON.parse(readFileSync(new URL("./golden/traffic-drift.json", import.meta.url), "utf8")) as {
  readonly "2016 against 2018": Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly "2012, 2013 and 2016 against 2017 and 2018 in windows": {
    readonly rowCounts: readonly number[];
    readonly scores: Readonly<Record<string, readonly (number | null)[]>>;
  };
};
const mirror = process.env.CUADERNO_DATA_MIRROR;
const words = ["holiday", "weather_main"];

describe.skipIf(mirror === undefined)("drift on the real traffic table (set CUADERNO_DATA_MIRROR to run)", () => {
  const table = (...years: readonly number[]): Columns => readYears(mirror ?? "", years);

  it.each(Object.entries(golden["2016 against 2018"]))(
    "has the scores of the definitions, 2016 against 2018: %s",
    (name, scores) => {
      const [before, after] = [table(2016).byName.get(name), table(2018).byName.get(name)];
      if (before === undefined || after === undefined) throw new Error(`no column ${name}`);
      for (const method of ["population-stability-index", "kullback-leibler", "jensen-shannon"] as const) {
        expectNear(columnDrift(before, after, { method }).score, scores[method], {
          relative: 0,
          absolute: 1e-12,
        });
      }
      for (const method of ["wasserstein", "kolmogorov-smirnov"] satisfies DriftMethodName[]) {
        if (scores[method] === undefined) continue;
        const drift = columnDrift(before, after, { method });
        expectNear(drift.score, scores[method], { relative: 1e-9, absolute: 1e-15 });
        if (method === "kolmogorov-smirnov")
          expectNear(drift.effect?.value ?? Number.NaN, scores.largestGap, { absolute: 1e-15 });
      }
      expect(columnDrift(before, after)).toMatchObject({
        reference: { count: scores.referenceCount },
        current: { count: scores.currentCount },
      });
    },
  );

  it("has the scores of the definitions in windows of 14 days", () => {
    const expected = golden["2012, 2013 and 2016 against 2017 and 2018 in windows"];
    const drift = driftOverTime(table(2012, 2013, 2016), table(2017, 2018), {
      time: "date_time",
      defaults: "evidently",
      columns: Object.keys(expected.scores),
    });
    expect(drift.windows.map(({ rowCount }) => rowCount)).toEqual(expected.rowCounts);
    for (const { column, scores } of drift.columns) {
      scores.forEach((score, window) => {
        const target = expected.scores[column]?.[window] ?? null;
        if (score === null || target === null) expect(score).toBe(target);
        else expectNear(score, target, { relative: 1e-9, absolute: 1e-15 });
      });
    }
  });
});

function readYears(folder: string, years: readonly number[]): Columns {
  const lines = years.flatMap((year) => {
    const text = readFileSync(join(folder, "traffic", `Metro_Interstate_Traffic_Volume_${year}.csv`), "utf8");
    return text
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
  });
  const names = ["holiday", "temp", "rain_1h", "snow_1h", "clouds_all", "weather_main", "date_time", "traffic_volume"];
  return columnsFromEntries(
    names.map(
      (name, field) =>
        [
          name,
          columnFrom(
            name,
            lines.map((cells) => cells[field] ?? ""),
          ),
        ] as const,
    ),
  );
}

function columnFrom(name: string, cells: readonly string[]): Column {
  if (words.includes(name)) return { kind: "string", values: cells.map((cell) => (cell === "" ? null : cell)) };
  if (name === "date_time")
    return { kind: "time", values: Float64Array.from(cells, (cell) => Date.parse(`${cell.replace(" ", "T")}Z`)) };
  return { kind: "number", values: Float64Array.from(cells, (cell) => (cell === "" ? Number.NaN : Number(cell))) };
}
