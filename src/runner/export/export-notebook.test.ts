import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseNotebook } from "../../notebook/format/notebook.js";
import { makeNotebook, notebookFile, temporaryFolder } from "../../testing/make-notebook.js";
import { readNotebook } from "../run/read-notebook.js";
import { exportNotebook } from "./export-notebook.js";

function giveOutput(path: string, data: { readonly [mime: string]: unknown }): void {
  const notebook = JSON.parse(readFileSync(path, "utf8"));
  notebook.cells.at(-1).outputs = [{ output_type: "display_data", data, metadata: {} }];
  writeFileSync(path, JSON.stringify(notebook));
}

describe("exportNotebook", () => {
  it("writes a page next to the notebook and nothing else", async () => {
    const path = notebookFile([{ markdown: "# Title" }, "1 + 1"]);
    const exported = await exportNotebook(path);
    expect(exported).toEqual({
      output: path.replace(".ipynb", ".html"),
      title: "Title",
      bytes: expect.any(Number),
      heaviest: [],
    });
    expect(readdirSync(dirname(path)).sort()).toEqual(["a.html", "a.ipynb"]);
    expect(exported.bytes).toBeLessThan(30_000);
  });

  it("creates the output folder, and names pages of executed copies without the suffix", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "b.executed.ipynb"), JSON.stringify(makeNotebook(["1"])));
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
    writeFileSync(join(folder, "in", "n.ipynb"), JSON.stringify(makeNotebook([{ markdown }])));
    const html = readFileSync((await exportNotebook(join(folder, "in", "n.ipynb"))).output, "utf8");
    expect(html.match(/<img /g)?.length).toBe(1);
    expect(html).toContain(Buffer.from("picture").toString("base64"));
    expect(html).not.toContain(Buffer.from("secret").toString("base64"));
  });

  it.each([
    ["none", "bar", 200_000],
    ["embed", "bar", 1_000_000],
    ["embed", "sankey", 2_100_000],
  ] as const)("with --plotly %s and a %s figure stays within %i bytes", async (plotly, type, most) => {
    const path = notebookFile(["1"]);
    const figure = { data: [{ type, x: ["a"], y: [1] }], layout: { title: { text: "T" } } };
    giveOutput(path, { "application/vnd.plotly.v1+json": figure });
    const { bytes, output } = await exportNotebook(path, { plotly });
    expect(bytes).toBeLessThan(most);
    expect(readFileSync(output, "utf8").includes('id="plotly_source"')).toBe(plotly === "embed");
  });

  it("names the heaviest cells of a page above 5 MB", async () => {
    const path = notebookFile([{ markdown: "# T" }, "1"]);
    giveOutput(path, { "image/png": "A".repeat(6_000_000) });
    expect((await exportNotebook(path)).heaviest).toEqual([{ cell: 2, bytes: expect.any(Number) }]);
  });

  it("attaches the notebook to the page on request", async () => {
    const path = notebookFile(["1 + 1"]);
    const html = readFileSync((await exportNotebook(path, { attach: true })).output, "utf8");
    const base64 =
      /<a download="a\.ipynb" href="data:application\/x-ipynb\+json;base64,([^"]+)">/.exec(html)?.[1] ?? "";
    expect(parseNotebook(Buffer.from(base64, "base64").toString(), "a")).toEqual(await readNotebook(path));
  });

  it("takes script and HTML of a notebook only when it is trusted", async () => {
    const path = notebookFile([{ markdown: "a <b onclick=run()>b</b>" }, "1"]);
    giveOutput(path, { "text/html": "<script>run()</script><i>i</i>" });
    const html = async (trust: boolean): Promise<string> =>
      readFileSync((await exportNotebook(path, { trust })).output, "utf8");
    expect(await html(true)).toMatch(/<b onclick=run\(\)>.*<script>run\(\)<\/script><i>/s);
    expect(await html(true)).not.toContain("Content-Security-Policy");
    expect(await html(false)).not.toMatch(/<b |<script>run/);
    expect(await html(false)).toContain("Content-Security-Policy");
  });

  it("reports a missing notebook, an invalid one, and a path that cannot be written", async () => {
    const folder = temporaryFolder();
    await expect(exportNotebook(join(folder, "no.ipynb"))).rejects.toThrow(/file .*no\.ipynb does not exist/);
    writeFileSync(join(folder, "bad.ipynb"), "{");
    await expect(exportNotebook(join(folder, "bad.ipynb"))).rejects.toThrow(/bad\.ipynb is not valid JSON/);
    await expect(exportNotebook(notebookFile(["1"]), { output: folder })).rejects.toThrow(
      /exportNotebook: cannot write .*: it is a folder/,
    );
  });
});
