import { kernelDisplay } from "./kernel-display.js";
import { mimeBundles } from "./mime-bundle.js";
import type { ShowTableOptions } from "./shown-table.js";

/**
 * Shows a value where the program runs: richly in a notebook, as aligned text in a terminal.
 *
 * Tables (a Polars frame, `Columns`, a list of records, `{ columns, rows }`) show their first rows with units in the header; figures are
 * drawn; a page, a section or a part of a report shows all that is in it; `{ html }` shows that HTML; anything else is shown as text.
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
