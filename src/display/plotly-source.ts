import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { EnvironmentError } from "../core/errors.js";
import type { Figure } from "../report/figures/figure.js";
import { type FigureBundle, figureBundle } from "../report/figures/figure-bundle.js";

/**
 * Plotly as a page carries it, gzipped and in base64: for `figures` the smallest of its files that draws them all, 0.7 or 2.0 MB; without
 * `figures` the one that draws everything. Pass it to `renderPage` as `plotlySource`.
 */
export function plotlySource(figures?: readonly Pick<Figure, "data">[]): Promise<string> {
  const bundle = figures === undefined ? "full" : figureBundle(figures);
  const found = kept.get(bundle) ?? source(bundle);
  kept.set(bundle, found);
  found.catch(() => kept.delete(bundle));
  return found;
}

const kept = new Map<FigureBundle, Promise<string>>();
const places: { readonly [bundle in FigureBundle]: string } = {
  cartesian: "plotly.js-cartesian-dist-min/plotly-cartesian.min.js",
  full: "plotly.js-dist-min/plotly.min.js",
};

/** The build leaves both files packed beside this one; where it has not run they are packed here. */
async function source(bundle: FigureBundle): Promise<string> {
  try {
    return readFileSync(new URL(`packed/plotly-${bundle}.txt`, import.meta.url), "latin1");
  } catch {
    return packed(bundle);
  }
}

async function packed(bundle: FigureBundle): Promise<string> {
  const place = places[bundle];
  try {
    const code = readFileSync(createRequire(import.meta.url).resolve(place));
    return (await promisify(gzip)(code)).toString("base64");
  } catch (cause) {
    const [name] = place.split("/");
    throw new EnvironmentError(
      `plotlySource needs the package ${name}, which cannot be read; run "npm install ${name}"`,
      {
        cause,
      },
    );
  }
}
