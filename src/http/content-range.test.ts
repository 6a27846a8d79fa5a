import { expect, it } from "vitest";
import { parseContentRange } from "./content-range.js";

it.each([
  ["bytes 0-99/1234", { start: 0, end: 100, total: 1234 }],
  ["bytes 5-5/*", { start: 5, end: 6, total: undefined }],
  ["bytes 9-5/20", undefined],
  ["bytes */20", undefined],
  ["items 0-1/2", undefined],
  ["", undefined],
  [null, undefined],
])("parseContentRange reads %j", (header, expected) => {
  expect(parseContentRange(header)).toEqual(expected);
});
