import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../core/json.js";
import { lineFigure } from "../../report/figures/line-figure.js";
import { makeNotebook } from "../../testing/make-notebook.js";
import type { CodeCell, Notebook, Output } from "../format/notebook.js";
import { exportHtml } from "./export-html.js";

const stream = (text: string, name: "stdout" | "stderr" = "stdout"): Output => ({ output_type: "stream", name, text });
const display = (data: { readonly [mime: string]: Json }): Output => ({
  output_type: "display_data",
  data,
  metadata: {},
});
const ran = (outputs: readonly Output[], more: Partial<CodeCell> = {}): CodeCell => ({
  cell_type: "code",
  id: "c",
  source: "const result: number = 42;",
  metadata: {},
  execution_count: 3,
  outputs,
  ...more,
});
const toNotebook = (cells: Notebook["cells"], metadata: JsonObject = {}): Notebook => ({
  ...makeNotebook([]),
  cells,
  metadata,
});
const mainHtml = (html: string): string => /<main[^>]*>(.*)<\/main>/s.exec(html)?.[1] ?? "";

const { kind: _, ...plotly } = lineFigure({ x: [1], y: [2] }, { title: "Up", x: { label: "x" }, y: { label: "y" } });
const figure = display({
  "application/vnd.plotly.v1+json": plotly,
  "text/html": "<p>fallback</p>",
  "text/plain": "text",
});

describe("exportHtml", () => {
  it("takes its title from the first heading and says it once", () => {
    const html = exportHtml(makeNotebook([{ markdown: "# What `drives` *it*?\n\nProse." }, { markdown: "## Data" }]));
    expect(html).toContain("<title>What drives it?</title>");
    expect(html.match(/What/g)?.length).toBe(2);
    expect(html).toContain('<h2 id="data"><span id="Data"></span>Data</h2>');
    expect(exportHtml(makeNotebook(["1"]), { path: "a/b/my-notebook.executed.ipynb" })).toContain(
      "<title>my-notebook</title>",
    );
  });

  it("makes a table of contents of headings, none of them leaving out a level", () => {
    const html = exportHtml(makeNotebook([{ markdown: "# T" }, { markdown: "## A\n\n#### B\n\n## A" }]));
    expect(html).toContain(
      '<li><a href="#a">A</a></li>\n<li class="deeper"><a href="#b">B</a></li>\n<li><a href="#a-2">A</a></li>',
    );
    expect(html).toContain('<h3 id="b"><span id="B"></span>B</h3>');
  });

  it("shows the outputs of a cell without code", () => {
    const html = mainHtml(
      exportHtml(toNotebook([ran([stream("still here")], { source: "" }), ran([], { source: " " })])),
    );
    expect(html).toContain("still here");
    expect(html).not.toContain("<code>");
    expect(html.match(/id="cell_/g)?.length).toBe(1);
  });

  it("folds, shows or hides code, coloured as TypeScript", () => {
    const notebook = toNotebook([ran([])]);
    expect(mainHtml(exportHtml(notebook))).toMatch(
      /<details class="code"><summary>Code \[3\]<\/summary>.*hljs-keyword">const</s,
    );
    expect(mainHtml(exportHtml(notebook, { code: "show" }))).toContain(
      '<div class="code"><p class="label">Code [3]</p>',
    );
    expect(mainHtml(exportHtml(notebook, { code: "hide" }))).not.toContain("result");
  });

  it.each([
    [{ tags: ["hide-input"] }, "fold"],
    [{ tags: ["hide_input"] }, "fold"],
    [{ jupyter: { source_hidden: true } }, "fold"],
    [{ tags: ["remove-input"] }, "hide"],
    [{ tags: ["other"] }, "show"],
  ])("honours what a cell says of its code: %j", (metadata, expected) => {
    const html = mainHtml(exportHtml(toNotebook([ran([], { metadata })]), { code: "show" }));
    const seen = html.includes("<details") ? "fold" : html.includes("result") ? "show" : "hide";
    expect(seen).toBe(expected);
  });

  it.each([
    [{ tags: ["remove-cell"] }, /^\s*$/],
    [{ tags: ["test"] }, /^\s*$/],
    [{ tags: ["remove-output"] }, /^(?!.*seen)/s],
    [{ collapsed: true }, /<details class="long"><summary>Output<\/summary>.*seen/s],
    [{ jupyter: { outputs_hidden: true } }, /<details class="long"><summary>Output/],
  ])("honours what a cell says of its outputs: %j", (metadata, expected) => {
    expect(mainHtml(exportHtml(toNotebook([ran([stream("seen")], { metadata })]), { code: "hide" }))).toMatch(expected);
  });

  it("prefers a figure to HTML, HTML to pictures, pictures to text", () => {
    const html = (output: Output): string =>
      mainHtml(exportHtml(toNotebook([ran([output])]), { plotlySource: "H4sI" }));
    expect(html(figure)).toContain('data-figure="figure_1"');
    expect(html(figure)).not.toContain("fallback");
    const all = { "text/html": "<b>h</b>", "image/png": "AAAA", "text/plain": "plain" };
    expect(html(display(all))).toContain('<div class="scroll html"><b>h</b></div>');
    expect(html(display({ ...all, "text/html": "<script>x</script>" }))).toContain('src="data:image/png;base64,AAAA"');
    expect(html(display({ "image/svg+xml": "<svg/>", "image/png": "AAAA" }))).toContain(
      "data:image/svg+xml;base64,PHN2Zy8+",
    );
    expect(html(display({ "text/markdown": "**m**", "text/plain": "plain" }))).toContain("<strong>m</strong>");
    expect(html(display({ "application/json": { a: [1] } }))).toContain("&quot;a&quot;: [");
  });

  it("folds long tables and long rows of outputs", () => {
    const rows = "<tr><td>1</td></tr>".repeat(200);
    const table = mainHtml(exportHtml(toNotebook([ran([display({ "text/html": `<table>${rows}</table>` })])])));
    expect(table).toContain("<summary>Table of 200 rows</summary>");
    const many = Array.from({ length: 10_000 }, (_, index) => display({ "text/plain": String(index) }));
    const html = mainHtml(exportHtml(toNotebook([ran(many)])));
    expect(html).toContain("<summary>9,960 more outputs</summary>");
    expect(html).toContain("9999");
  });

  it("draws formulas of LaTeX outputs", () => {
    expect(mainHtml(exportHtml(toNotebook([ran([display({ "text/latex": "$\\displaystyle x^2$" })])])))).toContain(
      "<msup>",
    );
  });

  it("shows the values of a map, whose ground would have to be fetched", () => {
    const map = { data: [{ type: "scattermap", lat: [1], lon: [2] }], layout: {} };
    const html = exportHtml(toNotebook([ran([figure, display({ "application/vnd.plotly.v1+json": map })])]), {
      plotlySource: "H4sI",
    });
    expect(html.match(/data-figure="figure_/g)?.length).toBe(1);
    expect(html).toContain("its values");
  });

  it("says what it had to leave out", () => {
    const html = mainHtml(exportHtml(toNotebook([ran([display({ "application/vnd.jupyter.widget-view+json": {} })])])));
    expect(html).toContain("Left out: an output of type application/vnd.jupyter.widget-view+json.");
  });

  it("shows a tag that a cell reports as its text", () => {
    const tag = display({ "application/vnd.cuaderno.tag+json": { data: "real" }, "text/plain": "data: real" });
    const html = mainHtml(exportHtml(toNotebook([ran([tag])])));
    expect(html).toContain("data: real");
    expect(html).not.toContain("Left out");
  });

  it("carries plotly once, and not at all for a notebook without figures", () => {
    const source = "H4sIAAAAAA";
    expect(exportHtml(toNotebook([ran([figure]), ran([figure])]), { plotlySource: source }).split(source).length).toBe(
      2,
    );
    expect(exportHtml(toNotebook([ran([stream("a")])]), { plotlySource: source })).not.toContain(source);
  });

  it("joins neighbouring streams, folds long ones, labels standard error, shows colours", () => {
    const lines = Array.from({ length: 100 }, (_, line) => stream(`line ${line}\n`));
    const html = mainHtml(exportHtml(toNotebook([ran([...lines, stream("\u001b[31mred\u001b[0m", "stderr")])])));
    expect(html).toContain("<summary>70 more lines</summary>");
    expect(html).toMatch(/standard error<\/p><pre class="text stderr"><span class="ansi-red">red/);
  });

  it("leaves out the middle of a very long text", () => {
    const html = exportHtml(
      toNotebook([ran([stream(Array.from({ length: 100_000 }, (_, line) => `line ${line}`).join("\n"))])]),
    );
    expect(html).toContain("98,000 lines left out; they are in the notebook");
    expect(html).toContain("line 99999");
    expect(html.length).toBeLessThan(150_000);
  });

  it("shows a failed run with its reason and a link to the cell", () => {
    const error: Output = {
      output_type: "error",
      ename: "RangeError",
      evalue: "no <b>",
      traceback: ["RangeError: no <b>\n    at In[3]:1:1"],
    };
    const html = mainHtml(
      exportHtml(
        toNotebook([ran([error])], { cuaderno: { status: "failed", error: { message: "a.ipynb#cell-1: no" } } }),
      ),
    );
    expect(html).toContain('<a href="#cell_1">See the cell</a>');
    expect(html).toContain("a.ipynb#cell-1: no");
    expect(html).toMatch(
      /<strong class="tone">RangeError<\/strong> no &lt;b&gt;<\/p><pre class="text error"> {4}at In\[3\]:1:1/,
    );
  });

  it("shows every line of an error's message that the traceback lacks", () => {
    const error: Output = {
      output_type: "error",
      ename: "Reply",
      evalue: "first\nsecond <i>\nthird",
      traceback: ["at x"],
    };
    const page = (more: Partial<typeof error>): string =>
      mainHtml(exportHtml(toNotebook([ran([{ ...error, ...more }])])));
    expect(page({})).toMatch(/<\/strong> first<\/p><pre class="text error">second &lt;i&gt;\nthird\nat x/);
    expect(page({ traceback: ["Reply: first\nsecond <i>\nthird"] }).match(/third/g)?.length).toBe(1);
    expect(
      page({ traceback: ["Reply: first\n\u001b[31msecond <i>\nthird\u001b[0m\nat x"] }).match(/third/g)?.length,
    ).toBe(1);
  });

  it("says why a notebook ended its own run", () => {
    const html = exportHtml(toNotebook([ran([])], { cuaderno: { status: "stopped", reason: "no <new> data" } }));
    expect(html).toContain("The notebook ended its run itself: no &lt;new&gt; data");
  });

  it("states one time that a run failed, without changing the title", () => {
    const text = { cell_type: "markdown", id: "t", source: "# The title", metadata: {} } as const;
    const banner = { ...text, id: "b", source: "> **This run failed**", metadata: { tags: ["cuaderno-failure"] } };
    const html = exportHtml(toNotebook([banner, text, ran([])], { cuaderno: { status: "failed" } }));
    expect(html).toContain("<h1>The title</h1>");
    expect(html).toContain("Not complete");
    expect(html).not.toContain("This run failed");
  });

  it("says that a notebook has never been executed, and only then", () => {
    expect(exportHtml(makeNotebook(["1 + 1"]))).toContain("This notebook has not been run");
    expect(exportHtml(toNotebook([ran([])]))).not.toContain("has not been run");
    expect(exportHtml(makeNotebook([{ markdown: "only text" }]))).not.toContain("has not been run");
  });

  it("shows injected parameters as a table and the facts of the run at the foot", () => {
    const cuaderno = {
      status: "ok",
      input: "/home/ana/lab/notebooks/traffic/a.ipynb",
      parameters: { year: 2018, name: "x<y" },
      started: "2026-01-02T03:04:05.000Z",
      ended: "2026-01-02T03:04:47.500Z",
      kernel: { name: "tslab", shim: true },
      versions: { cuaderno: "0.1.0", node: "20.19.0" },
      data: [{ uri: "s3://lake/2018.csv", kind: "real", hash: "ba7816bf8f01cfea" }],
    };
    const cell = ran([], { metadata: { tags: ["injected-parameters"] }, source: "const year = 2018;" });
    const html = mainHtml(exportHtml(toNotebook([cell], { cuaderno })));
    expect(html).toContain("Parameters of this run");
    expect(html).toContain("x&lt;y");
    expect(html).not.toContain("const");
    expect(html).toContain("<dd>notebooks/traffic/a.ipynb</dd>");
    expect(html).toContain("<dt>Duration</dt><dd>42.5 s</dd>");
    expect(html).toContain("<dd>tslab (with output shim)</dd>");
    expect(html).toContain("<dd>s3://lake/2018.csv (real, ba7816bf8f01)</dd>");
  });

  it("puts in pictures that are attached or that the caller reads", () => {
    const cell = {
      cell_type: "markdown",
      id: "m",
      metadata: {},
      source: "![a](attachment:x%20y.png) ![b](b.png)",
      attachments: { "x y.png": { "image/png": "AAAA" } },
    } as const;
    const html = exportHtml(toNotebook([cell]), {
      picture: (path) => (path === "b.png" ? "data:image/png;base64,BBBB" : undefined),
    });
    expect(html).toContain('<img src="data:image/png;base64,AAAA" alt="a" />');
    expect(html).toContain('<img src="data:image/png;base64,BBBB" alt="b" />');
  });

  it("is small: a page of code, prose and tables stays far below 150 kB", () => {
    const cells = Array.from({ length: 40 }, () =>
      ran([stream("some text\n".repeat(20)), display({ "text/html": "<table><tr><td>1</td></tr></table>" })]),
    );
    expect(exportHtml(toNotebook(cells)).length).toBeLessThan(60_000);
  });

  it("gives the same bytes for the same notebook", () => {
    const notebook = toNotebook([ran([figure, stream("a")])]);
    expect(exportHtml(notebook)).toBe(exportHtml(structuredClone(notebook)));
  });
});
