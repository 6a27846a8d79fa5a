import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crimeSample } from "./crime-sample.js";

/** Writes the sample to a folder: `npx tsx src/testing/samples/crime/make-crime-sample.ts data/crime/sample`. */
const [, , folder = "data/crime/sample"] = process.argv;
mkdirSync(folder, { recursive: true });
for (const [name, text] of crimeSample()) writeFileSync(join(folder, name), text);
