import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { EnvironmentError } from "../core/errors.js";

/**
 * Plotly as a page carries it: gzipped and in base64, 2.0 MB in place of 4.8 MB. Pass it to `renderPage` as `plotlySource`.
 * Read when first called and kept, so that a run of many pages packs it once.
 */
export function plotlySource(): Promise<string> {
  packed ??= packPlotly();
  return packed;
}

let packed: Promise<string> | undefined;

async function packPlotly(): Promise<string> {
  try {
    const code = readFileSync(createRequire(import.meta.url).resolve("plotly.js-dist-min/plotly.min.js"));
    return (await promisify(gzip)(code)).toString("base64");
  } catch (cause) {
    packed = undefined;
    throw new EnvironmentError(
      'plotlySource needs the package plotly.js-dist-min, which cannot be read; run "npm install plotly.js-dist-min"',
      { cause },
    );
  }
}
