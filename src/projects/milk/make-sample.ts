import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { milkSample } from "./sample.js";

/** Writes the milk sample into a folder: `node dist/projects/milk/make-sample.js data/milk/sample`. */
const [, , folder = "data/milk/sample"] = process.argv;
mkdirSync(folder, { recursive: true });
for (const [name, text] of milkSample()) writeFileSync(join(folder, name), text);
