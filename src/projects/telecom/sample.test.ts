import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkMarket } from "./check-market.js";
import { type IftTableName, iftFileNames, iftSchemas } from "./ift-schemas.js";
import type { TelecomTables } from "./load.js";
import { marketOf } from "./market.js";
import { parseIft } from "./parse-ift.js";
import { telecomSample } from "./sample.js";

const folder = new URL("../../../data/telecom/sample/", import.meta.url);
const files = telecomSample();
const names = Object.keys(iftFileNames) as IftTableName[];
const frames = Object.fromEntries(
  names.map((name) => [name, parseIft(files.get(`${iftFileNames[name]}.csv`) ?? new Uint8Array(), name)]),
) as TelecomTables["frames"];

describe("telecomSample", () => {
  it("gives, byte for byte, the files that are committed", () => {
    expect(readdirSync(folder).filter((name) => name.endsWith(".csv"))).toEqual([...files.keys()].sort());
    for (const [name, bytes] of files) expect(Buffer.compare(readFileSync(new URL(name, folder)), bytes), name).toBe(0);
  });

  it("has the publisher's habits: Windows-1252, CRLF, commas in quotes, no date of shares, an index misnamed", () => {
    const text = (name: IftTableName): string =>
      Buffer.from(files.get(`${iftFileNames[name]}.csv`) ?? []).toString("latin1");
    expect(text("share").split("\r\n")[0]).toBe("ANIO,MES,K_GRUPO,GRUPO,MARKET_SHARE");
    expect(text("concentration")).toMatch(/^ANIO,MES,FECHA,IHH_TELFIJA_E\r\n2010,6,15\/06\/2010,"\d,\d{3}"\r\n/);
    expect(text("lines")).toContain('AMÉRICA MÓVIL,C0006,TELCEL,"RADIOMÓVIL MUESTRA, S.A. DE C.V."');
    expect(text("lines")).not.toContain("\n\n");
  });

  it("says in every legal name that it is made up", () => {
    const holders = new Set(frames.lines.getColumn("holder").toArray() as string[]);
    expect([...holders].filter((holder) => !holder.includes("MUESTRA"))).toEqual([]);
  });

  it("covers the months of the published tables and agrees with itself as they do", () => {
    expect(names.map((name) => frames[name].columns)).toEqual(
      names.map((name) => Object.keys(iftSchemas[name].columns)),
    );
    const market = marketOf({ frames });
    expect(market.months).toHaveLength(151);
    const { concentration, share } = checkMarket(market);
    expect(concentration.max).toBeLessThanOrEqual(2.4);
    expect(share.max).toBeLessThanOrEqual(0.0151);
  });

  it("gives other numbers for another seed", () => {
    const share = `${iftFileNames.share}.csv`;
    expect(telecomSample({ seed: 1 }).get(share)).not.toEqual(files.get(share));
  });
});
