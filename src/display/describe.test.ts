import { join } from "node:path";
import { expect, it, describe as suite } from "vitest";
import { readTable } from "../io/tables/read-table.js";
import { renderPage } from "../report/page/render-page.js";
import { describe } from "../table/describe.js";
import { loadPolars } from "../table/load-polars.js";
import { column } from "../table/schema/column.js";
import { schema } from "../table/schema/schema.js";
import { validateTable } from "../table/schema/validate-table.js";
import { descriptionParts } from "./description-parts.js";
import { mimeBundles } from "./mime-bundle.js";

const pl = loadPolars();
const mirror = process.env.CUADERNO_DATA_MIRROR;

suite("describe", () => {
  it("counts, orders and bins numbers, strings and times", () => {
    const frame = pl.DataFrame({
      amount: [1, 2, 2, 5, null, Number.POSITIVE_INFINITY],
      word: ["a", "b", "a", null, "a", "c"],
      day: [0, 1, 2, 3, 4, 5].map((day) => new Date(Date.UTC(2020, 0, 1 + day))),
    });
    const { rowCount, columns, duplicateRows, constant } = describe(frame);
    expect([rowCount, duplicateRows, constant]).toEqual([6, 0, []]);
    expect(columns[0]).toMatchObject({
      missing: 1,
      distinct: 4,
      numbers: { mean: 2.5, quantiles: [1, 1.15, 1.75, 2, 2.75, expect.closeTo(4.55, 9) as number, 5], zeros: 0 },
      remarks: ["1 cell is infinite or NaN"],
    });
    expect(columns[0]?.numbers?.counts.reduce((total, count) => total + count, 0)).toBe(4);
    expect(columns[1]).toMatchObject({
      missing: 1,
      distinct: 3,
      frequent: [
        { value: "a", count: 3 },
        { value: "b", count: 1 },
        { value: "c", count: 1 },
      ],
    });
    expect(columns[2]?.numbers?.quantiles[0]).toBe(Date.UTC(2020, 0, 1));
  });

  it("says what looks wrong, naming the column", () => {
    const rows = 100;
    const frame = pl.DataFrame({
      same: new Array<number>(rows).fill(3),
      empty: pl.Series("empty", new Array<null>(rows).fill(null), pl.Float64),
      temp: Array.from({ length: rows }, (_, row) => (row === 9 ? 0 : 270 + (row % 20) / 10)),
      age: Array.from({ length: rows }, (_, row) => (row % 10 === 0 ? -999 : row)),
      city: Array.from({ length: rows }, (_, row) =>
        row === 0 ? "CafÃ©" : row === 1 ? " b" : row === 2 ? "None" : row % 2 ? "Sky" : "sky",
      ),
      code: Array.from({ length: rows }, (_, row) => `${row}`),
      zip: Array.from({ length: rows }, (_, row) => `0${row}`),
      day: Array.from({ length: rows }, (_, row) => new Date(Date.UTC(row === 0 ? 1000 : 2000, 0, 1 + row))),
    });
    expect(describe(pl.concat([frame, frame.head(2)])).remarks).toEqual([
      "2 rows repeat an earlier row in every column",
      "same: every cell holds the same value",
      "empty: every cell is missing",
      "temp: 1 cell far below all others, the min is 0",
      "age: -999 may stand for a missing value",
      "city: 2 cells with leading or trailing blanks",
      'city: characters look damaged by a wrong encoding, for example "CafÃ©"',
      'city: "None" may stand for a missing value',
      'city: "Sky" and "sky" differ by case only',
      "code: every cell is a number stored as a string",
      "day: 2 cells before 1900",
    ]);
  });

  it("describes frames without rows, and columns of lists", () => {
    expect(describe(pl.DataFrame({ x: [1] }).head(0))).toMatchObject({ rowCount: 0, constant: [], remarks: [] });
    expect(describe(pl.DataFrame({ x: [[1], [1]] })).columns[0]).toMatchObject({ distinct: 0, remarks: [] });
  });

  it("is a part of a page", () => {
    const frame = pl.DataFrame({ "<b>": [1, 2, 3, 4, 10], word: ["a_b", "a_b", "c", "c", "None"] });
    const html = renderPage({ title: "Look", sections: [{ heading: "All", body: descriptionParts(describe(frame)) }] });
    expect(html).toContain("5 rows x 2 columns");
    expect(html).toContain("may stand for a missing value");
    expect(html).not.toContain("<b>");
  });

  it("gives the correlation of every two columns of numbers, over the rows that have both", () => {
    const values = [1, 2, 3, 4, 5, 6];
    const frame = pl.DataFrame({
      a: values,
      b: values.map((value) => 1e9 - 2 * value),
      c: [1, 1, 2, 3, null, 8],
      same: values.map(() => 1),
    });
    const { correlations, remarks } = describe(frame);
    expect(correlations.map(({ one, other, rows }) => [one, other, rows])).toEqual([
      ["a", "b", 6],
      ["a", "c", 5],
      ["b", "c", 5],
    ]);
    expect(correlations[0]?.correlation).toBeCloseTo(-1, 12);
    // numpy.corrcoef([1, 2, 3, 4, 6], [1, 1, 2, 3, 8])[0, 1]
    expect(correlations[1]?.correlation).toBeCloseTo(0.9361576240032081, 12);
    expect(remarks).toContain("a and b say the same: each is the other on another scale");
  });

  it("has no mean of identifiers", () => {
    const frame = pl.DataFrame({
      case_id: pl.Series("case_id", [10_000_001, 10_000_002, 10_000_003], pl.Int64),
      volume: pl.Series("volume", [10_000_001, 10_000_002, 10_000_003], pl.Int64),
    });
    const html = mimeBundles(describe(frame))
      .map((bundle) => String(bundle["text/html"]))
      .join("");
    expect(html).toContain("identifiers 10000001 to 10000003");
    expect(html.match(/10,000,002 ±/g)).toHaveLength(1);
  });

  it("is shown in a notebook, as are validations, with text escaped and a character per bar", () => {
    const frame = pl.DataFrame({ "<b>": [1, 2, 3, 4, 10], "w<i>": ["<u>", "<u>", "c", "c", "None"] });
    const [callout, table] = mimeBundles(describe(frame));
    expect(String(callout?.["text/html"])).toContain("may stand for a missing value");
    const html = String(table?.["text/html"]);
    expect(html).toMatch(/<img alt="[▁-█ ]+" title="90 % of the values are between 1/);
    expect(html).toContain("&lt;u&gt; 40 %");
    expect(html).not.toMatch(/<[bui]>/);
    const rules = schema("rules", {
      "<b>": column.number({ max: 3 }),
      "w<i>": column.string({ values: ["c", "<u>"] }),
    });
    const [verdict, broken] = mimeBundles(validateTable(frame, rules));
    expect(String(verdict?.["text/plain"])).toBe("2 rules are broken: 3 valid rows, 2 quarantined");
    expect(String(broken?.["text/plain"])).toMatch(
      /at most 3 +2 +rows quarantined +4 in row 4 of the frame; 10 in row 5/,
    );
    expect(
      mimeBundles(validateTable(frame.head(2), schema("all", { "<b>": column.number() }), { extra: "ignore" })),
    ).toHaveLength(1);
  });

  it.skipIf(mirror === undefined)(
    "finds the traps of the traffic table by itself (CUADERNO_DATA_MIRROR is unset when skipped)",
    async () => {
      const traffic = schema("traffic", {
        holiday: column.category(),
        temp: column.number(),
        rain_1h: column.number(),
        snow_1h: column.number(),
        clouds_all: column.integer(),
        weather_main: column.category(),
        weather_description: column.category(),
        date_time: column.datetime(),
        traffic_volume: column.integer(),
      });
      const frame = await readTable(join(mirror ?? "", "traffic", "Metro_Interstate_Traffic_Volume.csv.gz"), traffic);
      const { remarks } = describe(frame);
      expect(remarks).toContain("17 rows repeat an earlier row in every column");
      expect(remarks).toContain("temp: 10 cells far below all others, the min is 0");
      expect(remarks.join("\n")).toMatch(/rain_1h: the max 9831.3 is 177 times the next/);
      expect(remarks.join("\n")).toMatch(
        /weather_description: "(sky is clear|Sky is Clear)" and .* differ by case only/,
      );
      expect(remarks).toContain('holiday: "None" may stand for a missing value');
    },
  );
});
