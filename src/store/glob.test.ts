import { describe, expect, it } from "vitest";
import { parseGlob } from "./glob.js";

describe("parseGlob", () => {
  it.each([
    ["*.csv", ["a.csv", ".csv", "naïve 😀.csv", "!.csv", "#.csv"], ["a.csv.gz", "b/a.csv", "acsv"]],
    ["p/**/*.parquet", ["p/a.parquet", "p/x/y/a.parquet", "p/.x/a.parquet"], ["q/a.parquet", "p/a.csv"]],
    ["p/**", ["p/a", "p/a/b"], ["q/a"]],
    ["a?.csv", ["a1.csv"], ["a.csv", "a/.csv"]],
    ["crimes_2017-[01][0-9].csv.gz", ["crimes_2017-09.csv.gz"], ["crimes_2018-09.csv.gz", "crimes_2017-x9.csv.gz"]],
    ["{one,two}/*.csv", ["one/a.csv", "two/b.csv"], ["three/a.csv"]],
    ["{one/x,two}/*.csv", ["one/x/a.csv", "two/b.csv"], ["one/a.csv"]],
    ["a+(b)*.csv", ["a+(b).csv"], ["aab.csv"]],
    ["[!a].csv", ["b.csv"], ["a.csv"]],
    ["a{b*.csv", ["a{b1.csv"], ["ab1.csv"]],
    ["!a*.csv", ["!a1.csv"], ["b.csv"]],
    [
      "s3://bucket/year=2020/*/part-*.csv",
      ["s3://bucket/year=2020/x/part-1.csv"],
      ["s3://bucket/year=2020/part-1.csv"],
    ],
    ["a (1)/*.csv", ["a (1)/b.csv"], ["a 1/b.csv"]],
    ["$x^/*.csv", ["$x^/b.csv"], ["x/b.csv"]],
  ])("%s matches the right keys", async (pattern, matching, others) => {
    const glob = await parseGlob(pattern);
    expect(matching.filter((key) => glob?.matches(key) !== true)).toEqual([]);
    expect(others.filter((key) => glob?.matches(key) !== false)).toEqual([]);
  });

  it("has the fixed part of the pattern, and is undefined without a special character", async () => {
    expect((await parseGlob("s3://bucket/year=2020/*/part-*.csv"))?.prefix).toBe("s3://bucket/year=2020/");
    expect((await parseGlob("*.csv"))?.prefix).toBe("");
    expect(await parseGlob("data/a.csv")).toBeUndefined();
  });

  it.each([
    ["data/*.csv", ["data/"], ["data/node_modules/", "other/"]],
    ["data/y*/m*/*.csv", ["data/y1/", "data/y1/m2/"], ["data/x/", "data/y1/x/", "data/y1/m1/d/"]],
    ["data/**/*.csv", ["data/a/", "data/a/b/c/"], ["other/"]],
    ["data/y*/**/x/*.csv", ["data/y1/", "data/y1/a/b/"], ["data/x/"]],
    ["{one/x,two}/*.csv", ["one/", "one/x/", "two/"], []],
    ["*.csv", [], ["node_modules/"]],
    ["data/**", ["data/a/b/"], ["other/"]],
  ])("%s can match only below some folders", async (pattern, entered, others) => {
    const glob = await parseGlob(pattern);
    expect(entered.filter((folder) => glob?.canMatchBelow(folder) !== true)).toEqual([]);
    expect(others.filter((folder) => glob?.canMatchBelow(folder) !== false)).toEqual([]);
  });
});
