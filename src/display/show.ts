import { kernelDisplay } from "../host/kernel-display.js";
import { mimeBundles } from "./mime-bundle.js";
import type { ShowTableOptions } from "./shown-table.js";

/**
 * Shows a value: richly in a notebook, as aligned text in a terminal.
 *
 * Frames, `Columns` and arrays of records show their first rows, with units in the header. Values of the library are
 * shown by their `kind`: figures are drawn, pages, sections and their parts are shown part by part. `{ data, layout }`
 * is drawn as a raw Plotly figure. Everything else is shown as text.
 *
 * @example show(lineFigure({ x: [1, 2], y: [3, 4] }, { title: "Volume rises", x: { label: "day" }, y: { label: "volume" } }))
 */
export function show(value: unknown, options: ShowTableOptions = {}): void {
  const bundles = mimeBundles(value, options);
  const display = kernelDisplay();
  if (display !== undefined) {
    for (const bundle of bundles) display(bundle);
    return;
  }
  process.stdout.write(`${bundles.map((bundle) => String(bundle["text/plain"])).join("\n\n")}\n`);
}
