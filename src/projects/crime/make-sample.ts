import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crimeSample } from "./sample.js";

/** Writes the crime sample into a folder: `node dist/projects/crime/make-sample.js data/crime/sample`. */
const [, , folder = "data/crime/sample"] = process.argv;
mkdirSync(folder, { recursive: true });
for (const [name, text] of crimeSample()) writeFileSync(join(folder, name), text);
