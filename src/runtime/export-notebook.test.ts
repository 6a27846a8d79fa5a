import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { notebookFile, notebookOf, temporaryFolder } from "../testing/notebook-of.js";
import { exportNotebook } from "./export-notebook.js";

describe("exportNotebook", () => {
  it("writes a page beside the notebook and nothing else", async () => {
    const path = notebookFile([{ markdown: "# Title" }, "1 + 1"]);
    const exported = await exportNotebook(path);
    expect(exported).toEqual({ output: path.replace(".ipynb", ".html"), title: "Title", bytes: expect.any(Number) });
    expect(readdirSync(dirname(path)).sort()).toEqual(["a.html", "a.ipynb"]);
    expect(exported.bytes).toBeLessThan(30_000);
  });

  it("makes the folder it is told to write to, and names pages of executed copies plainly", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "b.executed.ipynb"), JSON.stringify(notebookOf(["1"])));
    expect((await exportNotebook(join(folder, "b.executed.ipynb"))).output).toBe(join(folder, "b.html"));
    const { output } = await exportNotebook(join(folder, "b.executed.ipynb"), {
      output: join(folder, "x", "y", "c.html"),
    });
    expect(readFileSync(output, "utf8")).toContain("<!doctype html>");
  });

  it("puts pictures of the notebook's folder in, and none from outside it", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "in"));
    writeFileSync(join(folder, "outside.png"), "secret");
    writeFileSync(join(folder, "in", "inside.png"), "picture");
    const markdown = "![a](inside.png) ![b](../outside.png) ![c](/etc/hostname.png) ![d](file:///etc/x.png)";
    writeFileSync(join(folder, "in", "n.ipynb"), JSON.stringify(notebookOf([{ markdown }])));
    const html = readFileSync((await exportNotebook(join(folder, "in", "n.ipynb"))).output, "utf8");
    expect(html.match(/<img /g)?.length).toBe(1);
    expect(html).toContain(Buffer.from("picture").toString("base64"));
    expect(html).not.toContain(Buffer.from("secret").toString("base64"));
  });

  it.each([
    ["none", 200_000],
    ["embed", 2_100_000],
  ] as const)("with --plotly %s stays within %i bytes for a page with a figure", async (plotly, most) => {
    const path = notebookFile(["1"]);
    const notebook = JSON.parse(readFileSync(path, "utf8"));
    const data = {
      "application/vnd.plotly.v1+json": { data: [{ type: "bar", x: ["a"], y: [1] }], layout: { title: { text: "T" } } },
    };
    notebook.cells[0].outputs = [{ output_type: "display_data", data, metadata: {} }];
    writeFileSync(path, JSON.stringify(notebook));
    const { bytes, output } = await exportNotebook(path, { plotly });
    expect(bytes).toBeLessThan(most);
    expect(readFileSync(output, "utf8").includes('id="plotly_source"')).toBe(plotly === "embed");
  });

  it("has a sentence for a missing notebook, a broken one, and a place it may not write", async () => {
    const folder = temporaryFolder();
    await expect(exportNotebook(join(folder, "no.ipynb"))).rejects.toThrow(/there is no file .*no\.ipynb/);
    writeFileSync(join(folder, "bad.ipynb"), "{");
    await expect(exportNotebook(join(folder, "bad.ipynb"))).rejects.toThrow(/bad\.ipynb is not JSON/);
    await expect(exportNotebook(notebookFile(["1"]), { output: folder })).rejects.toThrow(
      /exportNotebook: cannot write .*: it is a folder/,
    );
  });
});
