import { describe, expect, it } from "vitest";
import { outputPath } from "./output-path.js";

describe("outputPath", () => {
  it.each([
    ["reports/{who}.ipynb", "Ana", "reports/Ana.ipynb"],
    ["reports/{who}/{name}.ipynb", "a/b", "reports/a-b/report.ipynb"],
    ["../out/{who}.ipynb", "a..b", "../out/a..b.ipynb"],
    ["{who}.ipynb", "/data/2020.csv", "2020.ipynb"],
    ["s3://lake/{who}/x.ipynb", "..a", "s3://lake/..a/x.ipynb"],
    ["reports/{name}.ipynb", "..", "reports/report.ipynb"],
  ])("fills %s with %s", (template, who, expected) => {
    expect(outputPath("notebooks/report.ipynb", template, { who })).toBe(expected);
  });

  it.each([
    ["reports/{who}/x.ipynb", ".."],
    ["reports/{who}/..", "a"],
    ["reports/{who}/../../x.ipynb", "a"],
    ["reports/{who}", ".."],
    ["reports/{who}", "."],
    ["{who}/x.ipynb", ".."],
    ["s3://lake/out/{who}/x.ipynb", ".."],
  ])("does not leave the folder of %s with %s", (template, who) => {
    expect(() => outputPath("notebooks/report.ipynb", template, { who })).toThrow(/is not a file below/);
  });
});
