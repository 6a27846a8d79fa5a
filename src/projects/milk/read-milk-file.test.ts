import { describe, expect, it } from "vitest";
import { monthsOf, readMilkFile } from "./read-milk-file.js";
import { milkSample } from "./sample.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const sample = milkSample();
const rain = sample.get("precipitaciones.csv") ?? "";
const bank = sample.get("banco_central.csv") ?? "";

/** The file with its columns in another order. */
function turned(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(",").reverse().join(","))
    .join("\n");
}

describe("readMilkFile", () => {
  it("knows each table by its columns, whatever their order and the blanks round their names", () => {
    const plain = readMilkFile(bytes(rain), "rain.csv");
    const other = readMilkFile(bytes(turned(rain).replace("Maule", "  Maule ")), "turned.csv");
    expect(plain.table).toBe("rain");
    expect(other.frame.frameEqual(plain.frame)).toBe(true);
    expect(readMilkFile(bytes(turned(bank)), "bank.csv").table).toBe("bank");
  });

  it("takes days written the Chilean way", () => {
    const written = rain.replace(/^(\d{4})-(\d\d)-(\d\d)/gm, "$3-$2-$1");
    expect(monthsOf(readMilkFile(bytes(written), "rain.csv").frame)).toEqual(
      monthsOf(readMilkFile(bytes(rain), "rain.csv").frame),
    );
  });

  it("takes prices in Windows-1252 under Año, months in full", () => {
    const text = "A\u00f1o,Mes,Precio_leche\n2021,enero,300.5\n2021,Febrero,301\n";
    const old = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const { frame } = readMilkFile(old, "price.csv");
    expect(monthsOf(frame)).toEqual(["2021-01", "2021-02"]);
    expect(frame.getColumn("price").toArray()).toEqual([300.5, 301]);
  });

  it("sets apart the thirteenth month, letters and empty cells, each with its line, and keeps the first of two rows of a month", () => {
    const { refused, repeated, frame } = readMilkFile(bytes(bank), "banco_central.csv");
    const reasons = refused.map(({ place, reason }) => `${place}: ${reason}`);
    expect(reasons).toContainEqual(
      expect.stringMatching(
        /^line 111 of banco_central\.csv: month "2020-13-01 00:00:00 UTC" is no month that there is; 37 of 39 cells/,
      ),
    );
    expect(reasons).toContainEqual(
      expect.stringMatching(/^line 18 .*: Imacec_minero is "a", no number; 8 of 39 cells/),
    );
    expect(repeated).toEqual(["2018-08", "2019-08"]);
    expect(monthsOf(frame)[0]).toBe("2014-01");
    expect(new Set(monthsOf(frame)).size).toBe(frame.height);
  });

  it("sets apart a price of an unknown month, and refuses a number that is none", () => {
    const { refused, frame } = readMilkFile(bytes("Anio,Mes,Precio_leche\n2021,Ene,300\n2021,Jan,301\n"), "price.csv");
    expect(frame.height).toBe(1);
    expect(refused).toEqual([{ place: "Jan 2021 in price.csv", reason: 'Mes is "Jan", no Spanish month' }]);
    expect(readMilkFile(bytes("Anio,Mes,Precio_leche\n2021,Ene,free\n2021,Feb,3\n"), "price.csv").refused).toEqual([
      { place: "line 2 of price.csv", reason: expect.stringContaining('price is "free", not a number') },
    ]);
  });

  it("refuses a file that is none of the three, and one that lacks a column", () => {
    expect(() => readMilkFile(bytes("city,people\na,1\n"), "cities.csv")).toThrow(
      "readMilkFile: cities.csv is none of the three tables: it has city, people; rain has a column date",
    );
    expect(() => readMilkFile(bytes("date,Coquimbo\n2021-04-01,3\n"), "short.csv")).toThrow(
      'no column "Valparaiso" in short.csv; it has date, Coquimbo',
    );
  });
});
