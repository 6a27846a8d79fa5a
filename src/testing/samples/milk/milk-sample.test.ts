import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { milkSample } from "./milk-sample.js";

const folder = new URL("../../../../data/milk/sample/", import.meta.url);

describe("milkSample", () => {
  it("returns, byte for byte, the committed files", () => {
    const files = milkSample();
    expect(readdirSync(folder).filter((name) => name.endsWith(".csv"))).toEqual([...files.keys()].sort());
    for (const [name, text] of files) expect(readFileSync(new URL(name, folder), "utf8")).toBe(text);
  });

  it("returns other numbers for another seed", () => {
    expect(milkSample({ seed: 1 }).get("precio_leche.csv")).not.toBe(milkSample({ seed: 2 }).get("precio_leche.csv"));
  });
});
