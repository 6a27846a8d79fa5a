import { describe, expect, it } from "vitest";
import { alignedTable } from "./aligned-table.js";
import { formatNumbers } from "./format-numbers.js";
import { tableHtml } from "./table-html.js";

const table = {
  caption: "Error by model",
  columns: ["model", { name: "error", unit: "vehicles/h" }],
  rows: [
    ["hour mean", 956.543],
    ["<b>trees</b>", null],
  ],
  totalRows: 12,
} as const;

describe("tableHtml", () => {
  it("has a caption, scoped headers with units, and numbers at the right", () => {
    const html = tableHtml(table);
    expect(html).toContain('<caption style="text-align: left">Error by model</caption>');
    expect(html).toContain('<th scope="col" style="text-align: right">error <small>(vehicles/h)</small></th>');
    expect(html).toContain('<td style="text-align: right" data-value="956.543">956.54</td>');
    expect(html).toContain("first 2 of 12 rows");
  });

  it("escapes everything in it", () => {
    expect(tableHtml(table)).toContain("&lt;b&gt;trees&lt;/b&gt;");
    expect(tableHtml({ columns: ['"><script>'], rows: [], caption: "</caption>" })).not.toMatch(
      /<script|<\/caption><\/caption/,
    );
  });

  it("refuses a row that does not fit", () => {
    expect(() => tableHtml({ columns: ["a"], rows: [[1], [1, 2]] })).toThrow(
      /row 2 has 2 cells, the table has 1 columns/,
    );
  });
});

describe("alignedTable", () => {
  it("lines the same table up for a terminal", () => {
    expect(alignedTable(table)).toBe(
      [
        "Error by model",
        "model         error (vehicles/h)",
        "------------  ------------------",
        "hour mean                 956.54",
        "<b>trees</b>",
        "first 2 of 12 rows",
      ].join("\n"),
    );
  });

  it("counts East Asian characters as two columns and marks as none", () => {
    const lines = alignedTable({
      columns: ["a", "b"],
      rows: [
        ["東京", "x"],
        ["e\u0301te", "y"],
      ],
    }).split("\n");
    expect(lines.slice(2)).toEqual(["東京  x", "e\u0301te   y"]);
  });
});

describe("formatNumbers", () => {
  it.each([
    [
      [2016, 2017],
      ["2016", "2017"],
    ],
    [
      [1234567, 5],
      ["1,234,567", "5"],
    ],
    [
      [12345.678, 1],
      ["12,345.7", "1.0"],
    ],
    [
      [0.98765, 0.5],
      ["0.9877", "0.5000"],
    ],
    [
      [0.5, 1e-9],
      ["0.5000", "1.0e-9"],
    ],
    [
      [-0.00001, 1.5],
      ["-1.0e-5", "1.500"],
    ],
    [
      [Number.NaN, Number.POSITIVE_INFINITY],
      ["", "∞"],
    ],
    [
      [12345.12345, 0.1],
      ["12,345.1", "0.1"],
    ],
  ])("%j", (values, formatted) => expect(formatNumbers(values)).toEqual(formatted));

  it("uses the given decimals", () =>
    expect(formatNumbers([1, 23456.789], { decimals: 2 })).toEqual(["1.00", "23,456.79"]));
});
