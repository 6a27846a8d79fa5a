import { afterEach, describe, expect, it, vi } from "vitest";
import { kernelDisplay, kernelDisplayHook } from "../host/kernel-display.js";
import { lineFigure } from "../report/figures/line-figure.js";
import { readNotebook } from "../runner/run/read-notebook.js";
import { runNotebook } from "../runner/run/run-notebook.js";
import { columnsFromEntries } from "../table/columns.js";
import { describe as describeFrame } from "../table/describe.js";
import { loadPolars } from "../table/load-polars.js";
import { column } from "../table/schema/column.js";
import { dataDictionary } from "../table/schema/data-dictionary.js";
import { schema } from "../table/schema/schema.js";
import { validateTable } from "../table/schema/validate-table.js";
import { notebookFile } from "../testing/make-notebook.js";
import { mimeBundles } from "./mime-bundle.js";
import { show } from "./show.js";

const figure = lineFigure(
  { x: [1, 2], y: [3, 4] },
  { title: "Up", x: { label: "day" }, y: { label: "volume" }, source: "test" },
);
const pl = loadPolars();
const frame = pl.DataFrame({
  hour: [7, 8, 9],
  volume: [3210.4567, null, 12345.6],
  weather: ["Clear", null, "Rain <b>"],
  when: [new Date(Date.UTC(2018, 0, 1)), new Date(Date.UTC(2018, 0, 1, 7)), null],
});
const plainText = (value: unknown, options = {}): string =>
  mimeBundles(value, options)
    .map((bundle) => bundle["text/plain"])
    .join("\n\n");

describe("show in a terminal", () => {
  afterEach(() => vi.restoreAllMocks());

  it("prints a frame as aligned text with units and size, in one write", () => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    show(frame, { units: { volume: "vehicles/h" }, rows: 2 });
    expect(write).toHaveBeenCalledTimes(1);
    expect(write.mock.calls[0]?.[0]).toBe(
      [
        "3 rows x 4 columns",
        "hour  volume (vehicles/h)  weather  when",
        "----  -------------------  -------  -------------------",
        "   7               3210.5  Clear    2018-01-01 00:00:00",
        "   8                                2018-01-01 07:00:00",
        "first 2 of 3 rows",
        "",
      ].join("\n"),
    );
  });
});

describe("mimeBundles", () => {
  it("gives a frame as HTML and text, escaped, at most 20 rows", () => {
    const [bundle] = mimeBundles(frame);
    expect(bundle?.["text/html"]).toContain("Rain &lt;b&gt;");
    const long = pl.DataFrame({ a: Array.from({ length: 100 }, (_, row) => row) });
    expect(plainText(long, { rows: 1_000 }).split("\n").length).toBe(1 + 2 + 20 + 1);
  });

  it("takes units from a schema", () => {
    const weather = schema("weather", { temp: column.number({ unit: "K" }) });
    expect(plainText(pl.DataFrame({ temp: [280.5] }), { schema: weather })).toContain("temp (K)");
  });

  it("shows Columns, records and tables the same way", () => {
    const columns = columnsFromEntries([
      ["hour", { kind: "number", values: Float64Array.of(7, Number.NaN) }],
      ["day", { kind: "category", codes: Int32Array.of(0, -1), categories: ["Mon"] }],
      ["when", { kind: "time", values: Float64Array.of(0, Number.NaN) }],
    ]);
    expect(plainText(columns)).toContain("   7  Mon  1970-01-01");
    expect(plainText([{ hour: 7, day: "Mon" }, { hour: 8 }])).toContain("   7  Mon\n   8");
    expect(plainText({ kind: "table", columns: ["hour"], rows: [[7]] })).toContain("1 row x 1 columns");
    expect(plainText({ kind: "table", table: { columns: ["hour"], rows: [[7]] } })).toBe("hour\n----\n   7");
  });

  it("shows objects without a kind of the library as data, with everything in them", () => {
    expect(plainText({ title: "x", sections: [], rows: 3 })).toBe("{ title: 'x', sections: [], rows: 3 }");
    expect(plainText({ ok: true, broken: [], quarantined: null, extra: 1 })).toBe(
      "{ ok: true, broken: [], quarantined: null, extra: 1 }",
    );
    expect(plainText({ heading: "h", body: [] })).toBe("{ heading: 'h', body: [] }");
    expect(plainText({ html: "<p>a</p>", words: 1 })).toBe("{ html: '<p>a</p>', words: 1 }");
    expect(plainText({ columns: ["hour"], rows: [[7]] })).toBe("{ columns: [ 'hour' ], rows: [ [ 7 ] ] }");
    expect(plainText({ rowCount: 0, byName: new Map() })).toBe("{ rowCount: 0, byName: Map(0) {} }");
    expect(plainText({ entries: [], markdown: "m", page: { title: "t", sections: [] } })).toContain("entries: []");
    expect(plainText({ columns: [], correlations: [], remarks: [] })).toContain("correlations: []");
  });

  it("shows data that uses the word kind as data", () => {
    expect(plainText({ kind: "string", values: ["a"] })).toBe("{ kind: 'string', values: [ 'a' ] }");
    expect(plainText({ kind: "page", number: 7 })).toBe("{ kind: 'page', number: 7 }");
    expect(plainText([{ kind: "figure", count: 2 }])).toContain("figure      2");
  });

  it("draws data and layout of Plotly, and nothing that only looks like them", () => {
    const raw = { data: [{ type: "bar", x: ["a"], y: [1] }], layout: { title: { text: "Raw" } } };
    const [bundle] = mimeBundles(raw);
    expect(bundle?.["application/vnd.plotly.v1+json"]).toEqual(raw);
    expect(bundle?.["text/plain"]).toBe("Raw\nx  y\n-  -\na  1");
    for (const other of [
      { ...raw, extra: 1 },
      { data: raw.data },
      { data: [1], layout: {} },
      { data: [], layout: "" },
    ]) {
      expect(Object.keys(mimeBundles(other)[0] ?? {})).toEqual(["text/plain"]);
    }
  });

  it("gives a figure as plotly JSON with its values as HTML and text", () => {
    const [bundle] = mimeBundles(figure);
    expect(bundle?.["application/vnd.plotly.v1+json"]).toEqual({ data: figure.data, layout: figure.layout });
    expect(bundle?.["text/plain"]).toBe("Up\nday  volume\n---  ------\n  1       3\n  2       4\nSource: test");
    expect(String(bundle?.["text/html"]).length).toBeLessThan(2_000);
  });

  it("shows a page part by part", () => {
    const page = {
      kind: "page",
      title: "T",
      sections: [
        {
          heading: "H",
          body: [
            { kind: "figure", figure },
            { kind: "text", text: "x" },
          ],
        },
      ],
    };
    expect(mimeBundles(page).map((bundle) => Object.keys(bundle)[0])).toEqual([
      "text/markdown",
      "text/markdown",
      "application/vnd.plotly.v1+json",
      "text/plain",
    ]);
  });

  it("shows HTML, and its text where only text is possible", () => {
    const [bundle] = mimeBundles({ kind: "html", html: "<style>p{}</style><p>a &lt; b</p><p>c</p>" });
    expect(bundle).toEqual({ "text/html": "<style>p{}</style><p>a &lt; b</p><p>c</p>", "text/plain": "a < b\nc" });
  });

  it("shows a description, a validation and a dictionary by their kind", () => {
    const rules = schema("t", { hour: column.number({ max: 8 }) });
    const hours = pl.DataFrame({ hour: [7, 8, 9] });
    expect(plainText(describeFrame(hours))).toContain("3 rows x 1 columns");
    expect(plainText(validateTable(hours, rules))).toContain("1 rule is broken");
    expect(plainText(dataDictionary(rules))).toContain("## Data dictionary: t");
  });

  it("shows anything else as text", () => expect(plainText(new Map([["a", 1]]))).toBe("Map(1) { 'a' => 1 }"));

  it("refuses a unit for a column that is not there", () => {
    expect(() => mimeBundles(frame, { units: { volum: "x" } })).toThrow(
      /show: unknown column "volum"; expected hour, .*did you mean "volume"/,
    );
    expect(() => mimeBundles(frame, { rows: -1 })).toThrow(/rows: expected an integer from 0 to 20, got -1/);
  });
});

describe("kernelDisplay", () => {
  it("is undefined outside a notebook", () => expect(kernelDisplay({})).toBeUndefined());

  it("finds the running tslab among the modules, on Windows too", () => {
    const seen: unknown[] = [];
    const lastWriteDisplayData = (...given: unknown[]): unknown => seen.push(given);
    const idle = { exports: { lastWriteDisplayData: null } };
    const display = kernelDisplay({
      "/a/tslab/dist/jupyter.js": idle,
      "C:\\b\\tslab\\dist\\jupyter.js": { exports: { lastWriteDisplayData } },
    });
    display?.({ "text/plain": "a" });
    expect(seen).toEqual([[{ data: { "text/plain": "a" }, metadata: {}, transient: {} }, false]]);
  });

  it("uses the display that another kernel registers", () => {
    const holder = globalThis as { [kernelDisplayHook]?: unknown };
    const own = (): void => undefined;
    holder[kernelDisplayHook] = own;
    expect(kernelDisplay({})).toBe(own);
    delete holder[kernelDisplayHook];
  });
});

describe("the last line of a cell in a tslab notebook", () => {
  it("is a table for a frame, a drawing for a figure, and text for anything else", async () => {
    const cells = [
      'import pl from "nodejs-polars";\npl.DataFrame({ hour: [7, 8], volume: [1, 2] })',
      'import { lineFigure } from "cuaderno";\nlineFigure({ x: [1], y: [2] }, { title: "Up", x: { label: "x" }, y: { label: "y" } })',
      "({ kind: 'figure', count: 2 })",
    ];
    const { output, error } = await runNotebook(notebookFile(cells), { cwd: process.cwd() });
    expect(error?.message).toBeUndefined();
    const outputs = (await readNotebook(output)).cells.map((cell) => (cell.cell_type === "code" ? cell.outputs : []));
    expect(
      outputs.map(([first]) => (first !== undefined && "data" in first ? Object.keys(first.data) : first)),
    ).toEqual([
      ["text/html", "text/plain"],
      ["application/vnd.plotly.v1+json", "text/html", "text/plain"],
      { output_type: "stream", name: "stdout", text: "{ kind: 'figure', count: 2 }\n" },
    ]);
    expect(outputs.map(({ length }) => length)).toEqual([1, 1, 1]);
  });
});

describe("show in a tslab notebook", () => {
  it("makes one bundle per value, the figure as an object", async () => {
    const cell = `import { show, lineFigure } from "cuaderno";
show([{ hour: 7, volume: 3210.5 }], { units: { volume: "vehicles/h" } });
show(lineFigure({ x: [1], y: [2] }, { title: "Up", x: { label: "x" }, y: { label: "y" } }));`;
    const { output, status, error } = await runNotebook(notebookFile([cell]), { cwd: process.cwd() });
    expect(error?.message).toBeUndefined();
    expect(status).toBe("ok");
    const [saved] = (await readNotebook(output)).cells;
    const outputs = saved?.cell_type === "code" ? saved.outputs : [];
    expect(outputs.map((shown) => ("data" in shown ? Object.keys(shown.data) : shown))).toEqual([
      ["text/html", "text/plain"],
      ["application/vnd.plotly.v1+json", "text/html", "text/plain"],
    ]);
    expect(JSON.stringify(outputs)).toContain('"application/vnd.plotly.v1+json":{"data":[{');
  });
});
