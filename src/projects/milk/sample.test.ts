import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { milkSample } from "./sample.js";

const folder = new URL("../../../data/milk/sample/", import.meta.url);

describe("milkSample", () => {
  it("gives, byte for byte, the files that are committed", () => {
    const files = milkSample();
    expect(readdirSync(folder).filter((name) => name.endsWith(".csv"))).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(readFileSync(new URL(name, folder), "utf8")).toBe(text);
  });

  it("gives other numbers for another seed", () => {
    expect(milkSample({ seed: 1 }).get("precio_leche.csv")).not.toBe(milkSample({ seed: 2 }).get("precio_leche.csv"));
  });
});
