import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseIndicatorFile } from "./read-indicator-file.js";

const folder = join(process.env.CUADERNO_DATA_MIRROR ?? "", "worldbank");
const absent = process.env.CUADERNO_DATA_MIRROR === undefined || !existsSync(folder);
const readBytes = (name: string): Uint8Array => readFileSync(join(folder, name));
const read = (text: string) => parseIndicatorFile(new TextEncoder().encode(text), "file.csv");
const key = "DATABASE_ID,INDICATOR,REF_AREA,TIME_PERIOD";

describe.skipIf(absent)("the World Bank's own layouts (folder named by CUADERNO_DATA_MIRROR)", () => {
  it.each([
    ["WB_WDI_SP_DYN_LE00_IN_WIDEF.csv", "wide", 16_960, 265, 34],
    ["WB_WDI_EG_ELC_ACCS_ZS.csv.gz", "long", 7_859, 264, 0],
    ["WB_ESG_EN_ATM_NOXE_PC.csv.gz", "long", 7_347, 237, 0],
    ["API_EN.ATM.CO2E.PC_DS2_en_csv_v2.csv", "classic", 15_840, 264, 3_583],
    ["reshaped/WB_ESG.csv", "long", 15_576, 264, 3_319],
  ])("%s is read as %s", (name, layout, rows, areas, empty) => {
    const found = parseIndicatorFile(readBytes(name), name);
    const { frame } = found;
    expect([
      found.layout,
      frame.height,
      frame.getColumn("REF_AREA").nUnique(),
      frame.getColumn("OBS_VALUE").nullCount(),
    ]).toEqual([layout, rows, areas, empty]);
  });

  it("returns the same observations from the wide download and from the long file made of it", () => {
    const wide = parseIndicatorFile(readBytes("WB_WDI_SP_DYN_LE00_IN_WIDEF.csv"), "wide").frame;
    const long = parseIndicatorFile(readBytes("reshaped/WB_WDI.csv"), "long").frame;
    expect(wide.rows()).toEqual(long.rows());
  });

  it("returns constant columns with their value", () => {
    const { constant, leftOut } = parseIndicatorFile(readBytes("WB_WDI_EG_ELC_ACCS_ZS.csv.gz"), "electricity");
    expect(constant).toContainEqual({ column: "FREQ_LABEL", value: "Annual" });
    expect([constant.length, leftOut.length]).toEqual([36, 0]);
  });

  it("rejects one page of several", () => {
    expect(() => parseIndicatorFile(readBytes("reshaped/WB_WDI.page1.json"), "WB_WDI.page1.json")).toThrow(
      "WB_WDI.page1.json has 1000 of 16960 rows, one page of several",
    );
  });
});

describe("parseIndicatorFile", () => {
  it("reads shuffled columns, spaces around names and cells, and a byte-order mark", () => {
    const { frame } = read(
      "\uFEFF OBS_VALUE ,TIME_PERIOD, REF_AREA,INDICATOR,DATABASE_ID\n1.5, 2001 ,MEX,WB_X_A,WB_X\n,2000,MEX,WB_X_A,WB_X\n",
    );
    expect(frame.rows()).toEqual([
      ["WB_X", "WB_X_A", "MEX", null, 2000, null, null],
      ["WB_X", "WB_X_A", "MEX", null, 2001, 1.5, null],
    ]);
  });

  it("reads a complete response of the API, with numbers as strings", () => {
    const value = [
      {
        DATABASE_ID: "WB_X",
        INDICATOR: "WB_X_A",
        REF_AREA: "MEX",
        TIME_PERIOD: "2001",
        OBS_VALUE: "2",
        UNIT_MULT: "3",
      },
    ];
    expect(read(JSON.stringify({ count: 1, value })).frame.rows()).toEqual([
      ["WB_X", "WB_X_A", "MEX", null, 2001, 2_000, null],
    ]);
  });

  it("reads the totals of a table with breakdowns", () => {
    const found = read(
      `${key},SEX,OBS_VALUE\nWB_X,WB_X_A,MEX,2001,_T,5\nWB_X,WB_X_A,MEX,2001,F,2\nWB_X,WB_X_A,MEX,2001,M,3\n`,
    );
    expect([found.frame.height, found.breakdownRows, found.leftOut]).toEqual([1, 2, ["SEX"]]);
  });

  it.each([
    ["an invalid year", `${key},OBS_VALUE\nWB_X,WB_X_A,MEX,2001-Q1,5\n`, /column "TIME_PERIOD" line 2 .*2001-Q1/],
    [
      "a string for a number",
      `${key},OBS_VALUE\nWB_X,WB_X_A,MEX,2001,5\nWB_X,WB_X_A,MEX,2002,n/a\n`,
      /column "OBS_VALUE" line 3 .*n\/a/,
    ],
    [
      "a repeated value",
      `${key},OBS_VALUE\nWB_X,WB_X_A,MEX,2001,5\nWB_X,WB_X_A,MEX,2001,6\n`,
      /row 2, column OBS_VALUE: 2 values for MEX 2001/,
    ],
    [
      "two units",
      `${key},OBS_VALUE,UNIT_MEASURE\nWB_X,WB_X_A,MEX,2001,5,YR\nWB_X,WB_X_A,MEX,2002,6,PT\n`,
      /UNIT_MEASURE has units \["PT","YR"\]/,
    ],
    ["months", `${key},OBS_VALUE,FREQ\nWB_X,WB_X_A,MEX,2001,5,M\n`, /column "FREQ" line 2/],
    ["another table", "a,b\n1,2\n", /expected a column OBS_VALUE, or REF_AREA .* found a, b/],
    ["a column that is missing", "REF_AREA,TIME_PERIOD,OBS_VALUE\nMEX,2001,1\n", /"DATABASE_ID"/],
    [
      "a string in a column of years",
      "DATABASE_ID,INDICATOR,REF_AREA,2000,2001\nWB_X,WB_X_A,MEX,1,x\n",
      /column "2001" line 2 .*x/,
    ],
  ])("rejects %s with column and row", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
