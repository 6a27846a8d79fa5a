import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CellSketch, notebookOf, temporaryFolder } from "../../testing/notebook-of.js";
import { exportFolder } from "./export-folder.js";

function notebooks(files: { readonly [path: string]: readonly CellSketch[] }): string {
  const folder = temporaryFolder();
  for (const [path, cells] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(notebookOf(cells)));
  }
  return folder;
}

describe("exportFolder", () => {
  it("writes a page for each notebook and an index that leads to them by folder", async () => {
    const folder = notebooks({
      "a.ipynb": [{ markdown: "# First & <b>\n\nWhat **it** [finds](x)." }, "1"],
      "deep/b #2.ipynb": [{ markdown: "# Second" }, "1"],
    });
    const output = join(folder, "out");
    const seen: string[] = [];
    const { index, pages } = await exportFolder(folder, { output, onPage: ({ title }) => seen.push(title) });
    expect(seen).toEqual(["First & <b>", "Second"]);
    expect(pages.map((page) => page.output)).toEqual([join(output, "a.html"), join(output, "deep", "b #2.html")]);
    const html = readFileSync(index, "utf8");
    expect(html).toContain('<a href="a.html">First &amp; &lt;b&gt;</a><p>Not executed. What it finds.</p>');
    expect(html).toContain('<a href="deep/b%20%232.html">Second</a>');
    expect(html).toMatch(/<h2 id="notebooks">Notebooks<\/h2>.*<h2 id="deep">deep<\/h2>/s);
    expect(readFileSync(pages[0]?.output ?? "", "utf8")).toContain("This notebook has not been run");
  });

  it("uses the executed copy next to the notebook if there is one", async () => {
    const folder = notebooks({ "a.ipynb": [{ markdown: "# Old" }], "a.executed.ipynb": [{ markdown: "# Executed" }] });
    const { pages } = await exportFolder(folder);
    expect(pages.map(({ title }) => title)).toEqual(["Executed"]);
    expect(readdirSync(folder).sort()).toEqual(["a.executed.ipynb", "a.html", "a.ipynb", "index.html"]);
  });

  it("refuses a folder without notebooks", () =>
    expect(exportFolder(temporaryFolder())).rejects.toThrow(/no notebook matches/));
});
