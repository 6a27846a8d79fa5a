import { expect, it } from "vitest";
import { formatPythonLiteral, parsePythonLiteral } from "./python-literal.js";

it.each([
  ["1_000", 1000],
  ["-2.5e-3", -0.0025],
  [".5", 0.5],
  ["0x1F", 31],
  ["9007199254740991", 9007199254740991],
  ["True", true],
  ["None", null],
  ["'it\\'s'", "it's"],
  ["r'C:\\new'", "C:\\new"],
  ["'a' \"b\"", "ab"],
  ['"""two\nlines"""', "two\nlines"],
  ["'\\x41\\u00e9\\n'", "Aé\n"],
  ["[1, [2,], 'a',  # last\n]", [1, [2], "a"]],
  ["(1, 2)", [1, 2]],
  ["(1,)", [1]],
  ["(1)", 1],
  ["()", []],
  ["{'a': {'b': None}, \"c\": 1,}", { a: { b: null }, c: 1 }],
])("parsePythonLiteral(%j)", (code, value) => expect(parsePythonLiteral(code)).toEqual(value));

it.each([
  "9007199254740992",
  "1 + 1",
  "f'{x}'",
  "b'bytes'",
  "{1, 2}",
  "{1: 2}",
  "[1 2]",
  "range(3)",
  "'open",
  "1e999",
  `${"[".repeat(200)}${"]".repeat(200)}`,
])("parsePythonLiteral(%j) is not a value", (code) => expect(parsePythonLiteral(code)).toBeUndefined());

it("formatPythonLiteral writes what parsePythonLiteral reads", () => {
  const value = { text: 'a"\\\n\u0007é', list: [1, -2.5, true, false, null], empty: {} };
  expect(parsePythonLiteral(formatPythonLiteral(value))).toEqual(value);
});
