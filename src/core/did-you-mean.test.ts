import { expect, it } from "vitest";
import { didYouMean } from "./did-you-mean.js";

it.each([
  ["trails", ["trials", "seed"], "trials"],
  ["nmae", ["time", "name"], "name"],
  ["delimeter", ["delimiter"], "delimiter"],
  ["ID", ["id", "no"], "id"],
  ["cvs", ["csv"], "csv"],
])("didYouMean suggests for %s the near name", (name, known, expected) => {
  expect(didYouMean(name, known)).toBe(`; did you mean "${expected}"?`);
});

it.each([
  ["zzzzzz", ["trials", "seed"]],
  ["x", []],
  ["id", ["no", "ix", "ie"]],
  ["time", ["name", "tune", "date"]],
  ["price", ["volume", "prices and more"]],
])("didYouMean suggests nothing for %s when no name is near", (name, known) => {
  expect(didYouMean(name, known)).toBe("");
});
