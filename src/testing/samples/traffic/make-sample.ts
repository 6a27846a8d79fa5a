import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { trafficSample } from "./sample.js";

/** Writes the traffic sample as year files into a folder: `npx tsx src/testing/samples/traffic/make-sample.ts data/traffic/sample`. */
const [, , folder = "data/traffic/sample"] = process.argv;
mkdirSync(folder, { recursive: true });
for (const [year, text] of trafficSample()) {
  writeFileSync(join(folder, `Metro_Interstate_Traffic_Volume_${year}.csv`), text);
}
