import { expect, it } from "vitest";
import { latexHtml } from "./html-latex.js";

it.each([
  ["$\\displaystyle \\frac{x}{2}$", 1, "block"],
  ["\\begin{align}a\\end{align}", 1, "block"],
  ["\\frac{1}{2}", 1, "block"],
  ["$a$ and $b$ are numbers", 2, "inline"],
  ["only words & <tags>", 0, "inline"],
])("%s", (latex, formulas, kind) => {
  const html = latexHtml(latex, {});
  expect(html.match(/<math /g)?.length ?? 0).toBe(formulas);
  expect(html.includes('display="block"')).toBe(kind === "block");
  expect(html).not.toContain("<tags>");
});
