import { expect, it } from "vitest";
import { checkKey, checkPrefix } from "./check-key.js";

it.each([
  ["../x", 'readTable: invalid key "../x" in s3://lake: it has a segment "." or ".."; keys cannot leave the store'],
  ["/x", 'readTable: invalid key "/x" in s3://lake: it starts with "/"; keys are relative to the store'],
  ["a\\b", 'readTable: invalid key "a\\\\b" in s3://lake: it contains a backslash; separate folders with "/"'],
  ["a//b", "it has an empty segment"],
  ["", "it is empty; name an object"],
  ["a/.cuaderno-writing-1", "which marks unfinished writes"],
])("checkKey rejects %j with the rule and the fix", (key, message) => {
  expect(() => checkKey(key, "s3://lake", "readTable")).toThrow(message);
});

it("checkKey and checkPrefix return what is valid", () => {
  expect(checkKey("raw/a b.csv", "lake", "readTable")).toBe("raw/a b.csv");
  expect(["", "raw/", "raw/a"].map((prefix) => checkPrefix(prefix, "lake", "readTable"))).toEqual([
    "",
    "raw/",
    "raw/a",
  ]);
  expect(() => checkPrefix("raw/../", "lake", "memoryStore")).toThrow("memoryStore: invalid prefix");
});
