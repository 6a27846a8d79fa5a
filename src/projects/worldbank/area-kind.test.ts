import { expect, it } from "vitest";
import { areaKind } from "./area-kind.js";

it("areaKind distinguishes countries and groups", () => {
  expect(["MEX", "XKX", "WLD", "CEB", "SSF", "EU27_2020", "mex"].map(areaKind)).toEqual([
    ...["country", "country", "group", "group", "group", "group", "group"],
  ]);
});
