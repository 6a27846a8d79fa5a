import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { telecomSample } from "./telecom-sample.js";

/** Writes the sample to a folder: `npx tsx src/testing/samples/telecom/make-telecom-sample.ts data/telecom/sample`. */
const [, , folder = "data/telecom/sample"] = process.argv;
mkdirSync(folder, { recursive: true });
for (const [name, bytes] of telecomSample()) writeFileSync(join(folder, name), bytes);
