import { expect, it } from "vitest";
import { pageAnchors } from "./page-anchors.js";

it("gives headings the ids of Jupyter and GitHub, each one time", () => {
  const { ids, moreIds } = pageAnchors();
  expect([ids("Raw data"), ...moreIds("Raw data")]).toEqual(["raw-data", "Raw-data"]);
  expect([ids("2. Model (old)"), ...moreIds("2. Model (old)")]).toEqual(["2-model-old", "2.-Model-(old)"]);
  expect([ids("Café & co"), ...moreIds("Café & co")]).toEqual(["cafe-co", "Café-&-co", "café--co"]);
  expect([ids("Raw data"), ...moreIds("Raw data")]).toEqual(["raw-data-2", "raw-data-1"]);
});

it("refuses ids that are in use or belong to the page", () => {
  const { ids, takeId } = pageAnchors();
  ids("Data");
  expect(
    ["my_anchor", "my_anchor", "data", "content", "cell_3", "figure_1", "cell-id=x", "a b", ""].map(takeId),
  ).toEqual([true, false, false, false, false, false, false, false, false]);
});
