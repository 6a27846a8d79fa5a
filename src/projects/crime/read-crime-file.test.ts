import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseCrimeFile, readCrimeFile } from "./read-crime-file.js";

const sample = "data/crime/sample/crimes_2017-01.csv";
const rows = readFileSync(sample, "utf8")
  .split("\n")
  .slice(0, 21)
  .map((line) => line.split(","));
const toBytes = (lines: readonly (readonly string[])[]) =>
  new TextEncoder().encode(lines.map((line) => line.join(",")).join("\n"));
const read = (lines: readonly (readonly string[])[]) => parseCrimeFile(toBytes(lines), { uri: "crimes.csv" });
const records = (lines: readonly (readonly string[])[]) => read(lines).toRecords();
const at = (name: string) => (rows[0] ?? []).indexOf(name);
const withCell = (row: number, name: string, text: string) =>
  rows.map((line, index) =>
    index === row ? line.map((cell, position) => (position === at(name) ? text : cell)) : line,
  );

/** The same table as the API writes it: other names, ISO times, numbers with a fraction, codes without zeros, a location in one cell. */
function asApi(): readonly (readonly string[])[] {
  const [header = [], ...body] = rows;
  const iso = (text: string): string => {
    const [, month, day, year, hour = "", minute, second, half] =
      /(\d+)\/(\d+)\/(\d+) (\d+):(\d+):(\d+) (\w+)/.exec(text) ?? [];
    const hours = (Number(hour) % 12) + (half === "PM" ? 12 : 0);
    return `${year}-${month}-${day}T${String(hours).padStart(2, "0")}:${minute}:${second}.000`;
  };
  const cell = (name: string, text: string): string => {
    if (name === "Date" || name === "Updated On") return iso(text);
    if (name === "Arrest" || name === "Domestic") return text === "true" ? "True" : "False";
    if (name === "District" || name === "Beat" || name === "IUCR") return text.replace(/^0+/, "");
    return ["Ward", "Community Area"].includes(name) && text !== "" ? `${text}.0` : text;
  };
  return [
    [...header.map((name) => name.toLowerCase().replaceAll(" ", "_")), "location"],
    ...body.map((line) => [
      ...line.map((text, index) => cell(header[index] ?? "", text)),
      `"{'latitude': '41.8', 'human_address': '{""city"": """"}'}"`,
    ]),
  ];
}

describe("parseCrimeFile", () => {
  it("reads the portal's export: times, flags, codes with their zeros, the month", () => {
    const [first] = records(rows) as [Record<string, unknown>];
    expect(first).toMatchObject({ id: 10_000_001, month: "2017-01" });
    expect(String(first.district)).toMatch(/^0\d\d$/);
    expect(String(first.iucr)).toMatch(/^\w{4}$/);
    expect(typeof first.arrest).toBe("boolean");
    expect(first.time).toEqual(new Date(`${rows[1]?.[at("Date")] ?? ""} UTC`));
  });

  it("reads the same reports from the API's layout", () => {
    expect(records(asApi())).toEqual(records(rows));
  });

  it("reads columns in any order, blanks around their names, a byte-order mark, and other columns", () => {
    const order = [...(rows[0] ?? []).keys()].reverse();
    const shuffled = rows.map((line, row) =>
      order.map((index) => (row === 0 ? ` ${line[index]} ` : (line[index] ?? ""))),
    );
    const more = shuffled.map((line, row) => [...line, row === 0 ? "Year" : "2017"]);
    more[0] = [`\uFEFF${more[0]?.[0]}`, ...(more[0]?.slice(1) ?? [])];
    expect(records(more)).toEqual(records(rows));
  });

  it.each([
    ["Date", "31.01.2017 9 Uhr", /column "Date" line 4 of crimes\.csv is "31\.01\.2017 9 Uhr"/],
    ["Arrest", "perhaps", /column "Arrest" line 4 of crimes\.csv is "perhaps"/],
    ["Ward", "77", /column "Ward".* 77/],
    ["Latitude", "north", /column "Latitude" line 4 of crimes\.csv is "north"/],
    ["ID", "", /column "ID".*line 4/],
  ])("refuses a %s of %j with column and row", (name, text, message) => {
    expect(() => read(withCell(3, name, text))).toThrow(message);
  });

  it("refuses a file without a required column", () => {
    const without = rows.map((line) => line.filter((_, index) => index !== at("Arrest")));
    expect(() => read(without)).toThrow(/no column "Arrest"/);
  });

  it("counts coordinates outside the city as missing", () => {
    const [, , third] = records(withCell(3, "Latitude", "36.619446395")) as Record<string, unknown>[];
    expect(third?.latitude).toBeNull();
  });
});

describe("readCrimeFile", () => {
  it("reads a path", async () => {
    expect((await readCrimeFile(sample)).height).toBe(readFileSync(sample, "utf8").trim().split("\n").length - 1);
  });
});

const mirror = join(process.env.CUADERNO_DATA_MIRROR ?? "", "crime");
const isAbsent = !existsSync(mirror);

describe.skipIf(isAbsent)("real files in other layouts (skipped when CUADERNO_DATA_MIRROR is unset)", () => {
  it.each([
    ["crimes_2024_portal_export_10k.csv", 10_000, 270],
    ["crimes_2025_api_first_100_rows.csv", 100, undefined],
    ["crimes_2025_api_next_1000_rows.csv.gz", 1_000, undefined],
  ])("reads %s", async (name, count, unlocated) => {
    const frame = await readCrimeFile(join(mirror, name));
    expect(frame.height).toBe(count);
    const districts = frame.getColumn("district").unique().toArray() as string[];
    expect(districts.every((district) => /^\d{3}$/.test(district))).toBe(true);
    if (unlocated !== undefined) expect(frame.getColumn("latitude").nullCount()).toBe(unlocated);
  });
});
