import { describe, expect, it } from "vitest";
import { plainTable } from "./plain-table.js";
import { tableHtml } from "./table-html.js";

const cells = (columns: readonly string[], rows: readonly (readonly (number | string)[])[]) =>
  plainTable("test", { columns, rows }).cells;

describe("plainTable", () => {
  it("groups digits in all columns of numbers or in none", () => {
    expect(
      cells(
        ["hour", "volume", "mean"],
        [
          [7, 12_345, 1_234.5],
          [8, 987, 3.25],
        ],
      ),
    ).toEqual([
      ["7", "12,345", "1,234.5"],
      ["8", "987", "3.3"],
    ]);
    expect(cells(["hour", "volume", "mean"], [[7, 2_345, 1_234.5]])).toEqual([["7", "2345", "1234.5"]]);
  });

  it("does not group years and identifiers", () => {
    const rows = [
      [2_016, 11_556_037, 12_345],
      [2_017, 11_556_040, 12_346],
      [2_018, 11_556_041, 12_347],
    ];
    expect(cells(["season", "case_id", "count"], rows)).toEqual([
      ["2016", "11556037", "12,345"],
      ["2017", "11556040", "12,346"],
      ["2018", "11556041", "12,347"],
    ]);
    expect(cells(["year", "count"], [[1_850, 20_000]])).toEqual([["1850", "20,000"]]);
    expect(cells(["rows", "count"], [[2_000, 20_000]])).toEqual([["2,000", "20,000"]]);
  });

  it("marks columns of short values with blanks, so that timestamps and p-values do not wrap", () => {
    const rows = [["2018-01-01 07:00", "p < 0.001", "A sentence that is longer than a few words.", "one"]];
    expect(plainTable("test", { columns: ["when", "p", "note", "word"], rows }).short).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(tableHtml({ columns: ["when"], rows: [["2018-01-01 07:00"]] })).toContain("white-space: nowrap");
  });

  it("names the caller in errors", () => {
    expect(() => plainTable("show", { columns: ["a"], rows: [[1, 2]] })).toThrow(/^show: row 1 has 2 cells/);
  });
});

describe("tableHtml", () => {
  it("carries numbers that are shown rounded or grouped, for download", () => {
    const html = tableHtml({
      columns: ["n", "exact"],
      rows: [
        [12_345.678, 7],
        [1, 8],
      ],
    });
    expect(html).toContain('<td style="text-align: right" data-value="12345.678">12,345.7</td>');
    expect(html).toContain('<td style="text-align: right">7</td>');
  });
});
