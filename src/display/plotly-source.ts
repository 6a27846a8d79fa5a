import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { EnvironmentError } from "../core/errors.js";
import type { Figure } from "../report/figures/figure.js";
import { type FigureBundle, figureBundle } from "../report/figures/figure-bundle.js";

/**
 * Plotly for a page, gzipped and in base64: the smaller of its two files that draws all `figures` (0.7 or 2.0 MB), or
 * the full one without `figures`. Pass it to `renderPage` as `plotlySource`.
 *
 * @example const html = renderPage({ ...page, plotlySource: await plotlySource() });
 */
export function plotlySource(figures?: readonly Pick<Figure, "data">[]): Promise<string> {
  const bundle = figures === undefined ? "full" : figureBundle(figures);
  const found = cache.get(bundle) ?? source(bundle);
  cache.set(bundle, found);
  found.catch(() => cache.delete(bundle));
  return found;
}

const cache = new Map<FigureBundle, Promise<string>>();
const paths: { readonly [bundle in FigureBundle]: string } = {
  cartesian: "plotly.js-cartesian-dist-min/plotly-cartesian.min.js",
  full: "plotly.js-dist-min/plotly.min.js",
};

/** The build packs both files; without a build they are packed here. */
async function source(bundle: FigureBundle): Promise<string> {
  try {
    return readFileSync(new URL(`packed/plotly-${bundle}.txt`, import.meta.url), "latin1");
  } catch {
    return packed(bundle);
  }
}

async function packed(bundle: FigureBundle): Promise<string> {
  const path = paths[bundle];
  try {
    const code = readFileSync(createRequire(import.meta.url).resolve(path));
    return (await promisify(gzip)(code)).toString("base64");
  } catch (cause) {
    const [name] = path.split("/");
    throw new EnvironmentError(`plotlySource: the package ${name} cannot be loaded; run "npm install ${name}"`, {
      cause,
    });
  }
}
