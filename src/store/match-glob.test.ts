import { describe, expect, it } from "vitest";
import { globPrefix, matchGlob } from "./match-glob.js";

describe("matchGlob", () => {
  it.each([
    ["*.csv", ["a.csv", ".csv"], ["a.csv.gz", "b/a.csv", "acsv"]],
    ["p/**/*.parquet", ["p/a.parquet", "p/x/y/a.parquet"], ["q/a.parquet", "p/a.csv"]],
    ["p/**", ["p/a", "p/a/b"], ["q/a"]],
    ["a?.csv", ["a1.csv"], ["a.csv", "a/.csv"]],
    ["crimes_2017-[01][0-9].csv.gz", ["crimes_2017-09.csv.gz"], ["crimes_2018-09.csv.gz", "crimes_2017-x9.csv.gz"]],
    ["{one,two}/*.csv", ["one/a.csv", "two/b.csv"], ["three/a.csv"]],
    ["a+(b).csv", ["a+(b).csv"], ["aab.csv"]],
    ["[!a].csv", ["b.csv"], ["a.csv"]],
  ])("%s", (pattern, matching, others) => {
    expect(matching.filter((key) => !matchGlob(pattern, key))).toEqual([]);
    expect(others.filter((key) => matchGlob(pattern, key))).toEqual([]);
  });

  it("lists from the fixed part of a glob", () => {
    expect(globPrefix("s3://bucket/year=2020/*/part-*.csv")).toBe("s3://bucket/year=2020/");
    expect(globPrefix("*.csv")).toBe("");
    expect(globPrefix("data/a.csv")).toBeUndefined();
  });
});
