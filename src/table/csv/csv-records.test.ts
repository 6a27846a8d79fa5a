import { expect, it } from "vitest";
import { csvRecords } from "./csv-records.js";

it("splits records with quotes, line breaks in cells and CRLF, and counts their lines", () => {
  const records = [...csvRecords('\ufeffa,b\r\n1,"x, ""y""\n z"\r\n\r\n3,\r\n', { firstLine: 10 })];
  expect(records).toEqual([
    { cells: ["a", "b"], line: 10 },
    { cells: ["1", 'x, "y"\n z'], line: 11 },
    { cells: ["3", ""], line: 14 },
  ]);
  expect([...csvRecords('a;"";c', { delimiter: ";" })]).toEqual([{ cells: ["a", "", "c"], line: 1 }]);
  expect([...csvRecords('""\n')]).toEqual([{ cells: [""], line: 1 }]);
});

it("marks records whose quotes are broken, and reads the others", () => {
  const records = [...csvRecords('a,b\n"1"x,2\n3,4\n"5,6\n7,8')];
  expect(records.map(({ problem }) => problem?.slice(0, 15))).toEqual([
    undefined,
    "a closing quote",
    undefined,
    "a quote is open",
  ]);
  expect(records[2]?.cells).toEqual(["3", "4"]);
});
