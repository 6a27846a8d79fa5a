import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { worldBankSample } from "./worldbank-sample.js";

const folder = new URL("../../../../data/worldbank/sample/", import.meta.url);

it("worldBankSample returns, byte for byte, the committed files", () => {
  for (const [name, text] of worldBankSample()) expect(readFileSync(new URL(name, folder), "utf8")).toBe(text);
  expect(worldBankSample({ seed: 1 })).not.toEqual(worldBankSample({ seed: 2 }));
});
