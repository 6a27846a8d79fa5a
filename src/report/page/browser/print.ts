import type { Figures } from "./figures.js";
import { sheet } from "./sheet.js";
import type { ThemeSwitch } from "./theme.js";

/**
 * Prepares the page for paper and restores it afterwards: light, long output unfolded, figures and tables as wide as
 * the sheet.
 */
export function startPrint(theme: ThemeSwitch, figures: Figures): void {
  let before: string | undefined;
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll<HTMLDetailsElement>("details.long")) fold.open = true;
    shrinkTables(true);
    figures.setPrinting(true);
    before = theme.set("light");
  });
  addEventListener("afterprint", () => {
    shrinkTables(false);
    figures.setPrinting(false);
    theme.set(before);
  });
}

function shrinkTables(printing: boolean): void {
  for (const area of document.querySelectorAll(".scroll")) {
    const width = area.scrollWidth * sheet.tableScale;
    for (const part of area.children) {
      if (!(part instanceof HTMLElement)) continue;
      part.style.setProperty("zoom", printing && width > sheet.width ? String(sheet.width / width) : "");
    }
  }
}
