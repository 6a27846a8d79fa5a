import { expect, it } from "vitest";
import { getPart, parseContentRange, partHeaders } from "./content-range.js";

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

it.each([
  [
    { "content-range": "bytes 5-9/20", "content-length": "5" },
    { start: 5, end: 10, total: 20 },
  ],
  [{ "content-range": "bytes 5-9/20", "content-length": "4" }, undefined],
  [{ "content-range": "bytes 5-10/20" }, undefined],
  [{ "content-range": "bytes 6-9/20" }, undefined],
])("getPart takes bytes 5 to 9 of %j", (headers, expected) => {
  expect(getPart(new Headers(headers as Record<string, string>), { start: 5, end: 10 })).toEqual(expected);
});

it("partHeaders requests a part of a version, and a complete resource without headers", () => {
  expect(partHeaders({ start: 0, end: undefined, validator: undefined })).toEqual({});
  const plain = { range: "bytes=5-", "accept-encoding": "identity" };
  expect(partHeaders({ start: 5, end: undefined, validator: undefined })).toEqual(plain);
  expect(partHeaders({ start: 5, end: undefined, validator: '"a"' })).toEqual({ ...plain, "if-range": '"a"' });
});
