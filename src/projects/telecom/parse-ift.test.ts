import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type IftTableName, iftFileNames, iftSchemas } from "./ift-schemas.js";
import { parseIft } from "./parse-ift.js";

const mirror = process.env.CUADERNO_DATA_MIRROR;
const latin = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const january = new Date("2021-01-01T00:00:00Z");

describe("parseIft", () => {
  const share = "2021,1,G003,TELEFÓNICA,7.5%";
  const same = [[january, "G003", "TELEFÓNICA", 7.5]];

  it.each([
    ["the layout of 2024", `ANIO,MES,K_GRUPO,GRUPO,MARKET_SHARE\r\n${share}\r\n`],
    ["a date and an empty last column", `FECHA,ANIO,MES,K_GRUPO,GRUPO,MARKET_SHARE,\n15-Jan-21,${share},\n`],
    ["a date only", "FECHA,K_GRUPO,GRUPO,MARKET_SHARE\n15JAN2021,G003,TELEFÓNICA,7.5\n"],
    ["a Spanish date", "FECHA,K_GRUPO,GRUPO,MARKET_SHARE\n15-ene-21,G003,TELEFÓNICA,7.5%\n"],
    ["spaces around names and columns", 'ANIO, MES ,K_GRUPO,GRUPO,MARKET_SHARE\n2021,1, G003 ," TELEFÓNICA ",7.5%\n'],
    ["columns in another order", "MARKET_SHARE,GRUPO,MES,K_GRUPO,ANIO\n7.5%,TELEFÓNICA,1,G003,2021\n"],
  ])("reads %s", (_name, text) => {
    expect(parseIft(latin(text), "share").rows()).toEqual(same);
    expect(parseIft(new TextEncoder().encode(text), "share").rows()).toEqual(same);
  });

  it("reads thousands separators, and the index under both of its names", () => {
    for (const name of ["IHH_INTMOVIL_E", "IHH_TELFIJA_E"]) {
      const text = `ANIO,MES,FECHA,${name}\n2021,1,15/01/2021,"7,933"\n`;
      expect(parseIft(latin(text), "concentration").rows()).toEqual([[january, 7_933]]);
    }
  });

  it.each([
    ["31/02/2021,2021,2,G003,A,7%", /FECHA in row 1 .*expected a date like .* got "31\/02\/2021"/],
    ["2021.01.15,2021,1,G003,A,7%", /FECHA in row 1/],
    ["01/15/2021,2021,1,G003,A,7%", /FECHA in row 1/],
    ["15/02/2021,2021,1,G003,A,7%", /is "15\/02\/2021", but ANIO and MES are 2021 and 1/],
    [",2021,,G003,A,7%", /no month in row 1/],
    ["15/01/2021,2021,1,G003,A,siete", /column "MARKET_SHARE" line 2 .* is "siete"/],
    ["15/01/2021,2021,1,TELEFONICA,A,7%", /column "K_GRUPO" line 2 .* is "TELEFONICA"/],
    ["15/01/2021,2021,1,G003,A,107%", /column "MARKET_SHARE" line 2 .* is 107%, .* 0 to 100/],
  ])("refuses %s with column and row", (line, message) => {
    const text = `FECHA,ANIO,MES,K_GRUPO,GRUPO,MARKET_SHARE\n${line}\n`;
    expect(() => parseIft(latin(text), "share", { uri: "share.csv" })).toThrow(message);
  });

  it("refuses an unknown and a missing column", () => {
    expect(() => parseIft(latin(`ANIO,MES,K_GRUPO,GRUPO,MARKET_SHARE,NUEVA\n${share},1\n`), "share")).toThrow(
      '"NUEVA"',
    );
    expect(() => parseIft(latin("ANIO,MES,K_GRUPO,GRUPO\n2021,1,G003,A\n"), "share")).toThrow(
      'no column "MARKET_SHARE"',
    );
  });

  it.skipIf(mirror === undefined)(
    "reads every row of the published tables (CUADERNO_DATA_MIRROR is unset when skipped)",
    () => {
      const names = Object.keys(iftFileNames) as IftTableName[];
      const found = names.map((name) => {
        const bytes = readFileSync(join(mirror ?? "", "telecom", `${iftFileNames[name]}.csv`));
        const frame = parseIft(bytes, name, { uri: name });
        expect(frame.columns).toEqual(Object.keys(iftSchemas[name].columns));
        return frame.height;
      });
      expect(found).toEqual([3_195, 1_884, 3_123, 59]);
    },
  );
});
