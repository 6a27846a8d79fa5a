import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { milkSample } from "./milk-sample.js";

/** Writes the sample to a folder: `npx tsx src/testing/samples/milk/make-milk-sample.ts data/milk/sample`. */
const [, , folder = "data/milk/sample"] = process.argv;
mkdirSync(folder, { recursive: true });
for (const [name, text] of milkSample()) writeFileSync(join(folder, name), text);
