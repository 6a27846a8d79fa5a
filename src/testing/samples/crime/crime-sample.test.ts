import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { crimeSample } from "./crime-sample.js";

const folder = new URL("../../../../data/crime/sample/", import.meta.url);

describe("crimeSample", () => {
  it("returns, byte for byte, the committed files", () => {
    const files = crimeSample();
    expect(readdirSync(folder).filter((name) => name.endsWith(".csv"))).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(readFileSync(new URL(name, folder), "utf8")).toBe(text);
  });

  it("returns other reports for another seed", () => {
    const first = (seed: number) => crimeSample({ seed, rowsAMonth: 40 }).get("crimes_2017-01.csv");
    expect(first(1)).not.toBe(first(2));
  });
});
