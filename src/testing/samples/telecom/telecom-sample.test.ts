import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { telecomSample } from "./telecom-sample.js";

const folder = new URL("../../../../data/telecom/sample/", import.meta.url);
const files = telecomSample();
const text = (table: string): string =>
  Buffer.from(files.get(`TD_${table}_INTMOVIL_ITE_VA.csv`) ?? []).toString("latin1");

describe("telecomSample", () => {
  it("returns, byte for byte, the committed files", () => {
    expect(readdirSync(folder).filter((name) => name.endsWith(".csv"))).toEqual([...files.keys()].sort());
    for (const [name, bytes] of files) expect(Buffer.compare(readFileSync(new URL(name, folder)), bytes), name).toBe(0);
  });

  it("has the publisher's habits: Windows-1252, CRLF, commas in quotes, no date of shares, a misnamed index", () => {
    expect(text("MARKET_SHARE").split("\r\n")[0]).toBe("ANIO,MES,K_GRUPO,GRUPO,MARKET_SHARE");
    expect(text("IHH")).toMatch(/^ANIO,MES,FECHA,IHH_TELFIJA_E\r\n2010,6,15\/06\/2010,"\d,\d{3}"\r\n/);
    expect(text("LINEAS")).toContain('AMÉRICA MÓVIL,C0006,TELCEL,"RADIOMÓVIL MUESTRA, S.A. DE C.V."');
    expect(text("LINEAS")).not.toContain("\n\n");
  });

  it("says in every legal name that it is a sample", () => {
    const rows = text("LINEAS").trimEnd().split("\r\n").slice(1);
    expect(rows.filter((row) => !row.includes("MUESTRA"))).toEqual([]);
  });

  it("covers the months of the published tables, with other numbers for another seed", () => {
    const rows = text("MARKET_SHARE").trimEnd().split("\r\n").slice(1);
    expect(new Set(rows.map((row) => row.split(",").slice(0, 2).join())).size).toBe(151);
    const share = "TD_MARKET_SHARE_INTMOVIL_ITE_VA.csv";
    expect(telecomSample({ seed: 1 }).get(share)).not.toEqual(files.get(share));
  });
});
