import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CellSketch, makeNotebook, temporaryFolder } from "../../testing/make-notebook.js";
import { exportFolder } from "./export-folder.js";

function notebooks(files: { readonly [path: string]: readonly CellSketch[] }): string {
  const folder = temporaryFolder();
  for (const [path, cells] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(makeNotebook(cells)));
  }
  return folder;
}

describe("exportFolder", () => {
  it("writes a page for each notebook and an index that leads to them by folder", async () => {
    const folder = notebooks({
      "a.ipynb": [{ markdown: "# First & \\<b>\n\nWhat **it** [finds](x)." }, "1"],
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

  it("links every page to the index, the previous and the next page", async () => {
    const folder = notebooks({
      "a.ipynb": [{ markdown: "# First" }],
      "b.ipynb": ["1"],
      "deep/c d.ipynb": [{ markdown: "# Last" }],
    });
    const { pages } = await exportFolder(folder, { title: "Reports" });
    const [first, , last] = pages.map(({ output }) => readFileSync(output, "utf8"));
    expect(first).toContain('<a href="index.html">← Reports</a>');
    expect(first).not.toContain('rel="prev"');
    expect(first).toContain('<a rel="next" href="b.html"><small>Next</small>b</a>');
    expect(last).toContain('<a href="../index.html">← Reports</a>');
    expect(last).toContain('<a rel="prev" href="../b.html"><small>Previous</small>b</a>');
    expect(readFileSync(pages[1]?.output ?? "", "utf8")).toContain('rel="next" href="deep/c%20d.html"');
  });

  it("goes on after a notebook that cannot be exported, and lists it", async () => {
    const folder = notebooks({ "a.ipynb": [{ markdown: "# First" }], "c.ipynb": [{ markdown: "# Third" }] });
    writeFileSync(join(folder, "b.ipynb"), "{");
    writeFileSync(
      join(folder, "d.ipynb"),
      JSON.stringify({
        ...makeNotebook([]),
        cells: [{ cell_type: "markdown", metadata: {}, source: `${"(".repeat(3)}${"$\\frac{".repeat(20_000)}` }],
      }),
    );
    const failures: string[] = [];
    const { index, pages, failed } = await exportFolder(folder, {
      onFailure: ({ notebook }) => failures.push(notebook),
    });
    expect(pages.map(({ title }) => title).slice(0, 2)).toEqual(["First", "Third"]);
    expect(failed[0]).toMatchObject({ notebook: join(folder, "b.ipynb"), message: expect.stringContaining("b.ipynb") });
    expect(failures[0]).toBe(join(folder, "b.ipynb"));
    const html = readFileSync(index, "utf8");
    expect(html).toContain("<strong>b.ipynb</strong><p>Could not be exported: ");
    expect(readFileSync(pages[0]?.output ?? "", "utf8")).toContain('rel="next" href="c.html"');
  });

  it("refuses a folder without notebooks", () =>
    expect(exportFolder(temporaryFolder())).rejects.toThrow(/no notebook matches/));
});
