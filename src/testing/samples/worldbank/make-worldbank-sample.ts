import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { worldBankSample } from "./worldbank-sample.js";

/** Writes the sample to a folder: `node make-worldbank-sample.js data/worldbank/sample`. */
const [, , folder = "data/worldbank/sample"] = process.argv;
for (const [name, text] of worldBankSample()) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
