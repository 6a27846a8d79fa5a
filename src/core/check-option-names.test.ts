import { expect, it } from "vitest";
import { checkOptionNames } from "./check-option-names.js";

it("checkOptionNames accepts known names and no options at all", () => {
  expect(checkOptionNames("readTable", { delimiter: ";" }, ["delimiter"])).toBeUndefined();
  expect(checkOptionNames("readTable", {}, ["delimiter"])).toBeUndefined();
});

it.each([
  [{ delimeter: ";" }, ["delimiter", "encoding"], 'readTable: unknown option "delimeter"; did you mean "delimiter"?'],
  [{ sep: ";" }, ["delimiter", "encoding"], 'readTable: unknown option "sep"; expected one of delimiter, encoding'],
  [{ sep: ";" }, ["schema"], 'readTable: unknown option "sep"; expected schema'],
])("checkOptionNames names the unknown option and what is known: %j", (options, known, message) => {
  expect(() => checkOptionNames("readTable", options, known)).toThrow(message);
});
