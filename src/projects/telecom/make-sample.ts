import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { telecomSample } from "./sample.js";

/** Writes the telecom sample into a folder: `node dist/projects/telecom/make-sample.js data/telecom/sample`. */
const [, , folder = "data/telecom/sample"] = process.argv;
mkdirSync(folder, { recursive: true });
for (const [name, bytes] of telecomSample()) writeFileSync(join(folder, name), bytes);
