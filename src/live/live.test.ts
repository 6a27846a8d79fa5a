import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defineStep } from "../features/define-step.js";
import { accuracy } from "../models/metrics/accuracy.js";
import { rmse } from "../models/metrics/rmse.js";
import { rocAuc } from "../models/metrics/roc-auc.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { pipeline } from "../pipeline/pipeline.js";
import { mean } from "../stats/mean.js";
import { quantile } from "../stats/quantile.js";
import { type Column, columnsFromEntries } from "../table/columns.js";
import { loadPolars } from "../table/load-polars.js";
import { liveModel, liveRows } from "../testing/live-rows.js";
import type { ViewResult } from "./compute/view-result.js";
import { type LiveOptions, live } from "./live.js";
import { liveEngine } from "./live-engine.js";
import { liveBundle } from "./live-frame.js";
import { liveProgram } from "./live-program.js";
import type { LiveView } from "./live-spec.js";
import { initialState, type LiveState, stateFromHash, stateToHash } from "./live-state.js";
import { fromPayload, toPayload } from "./pack/live-payload.js";
import { packColumns } from "./pack/pack-columns.js";
import { unpackColumns } from "./pack/unpack-columns.js";
import { liveHtml } from "./render/live-html.js";

const rows = liveRows(500);
const numbers = (name: string): Float64Array => {
  const column = rows.byName.get(name);
  return column?.kind === "number" ? column.values : new Float64Array(0);
};
const first = (view: LiveView, more: Partial<LiveOptions> = {}): ViewResult | undefined =>
  live({ data: rows, views: [view], ...more }).result.views[0];

const getMessage = (work: () => unknown): string => {
  try {
    work();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("packing", () => {
  const packed = (column: Column) => packColumns(columnsFromEntries([["a", column]]));

  it("gives any numbers back to the bit", () => {
    const cell = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.constantFrom(-0, 0, NaN, Infinity, -Infinity, 288.28, 0.1, 2 ** 53, 5e-324),
      fc.integer({ min: -30_000, max: 30_000 }).map((value) => value / 100),
    );
    fc.assert(
      fc.property(fc.array(cell), fc.constantFrom("number", "time"), (cells, kind) => {
        const values = Float64Array.from(cells);
        const found = unpackColumns(packed({ kind, values })).byName.get("a");
        expect(found).toEqual({ kind, values });
      }),
    );
  });

  it("takes the smallest form", () => {
    const form = (values: Float64Array) => {
      const { columns, block } = packed({ kind: "number", values });
      return `${columns[0]?.form} ${block.length}`;
    };
    const make = (toValue: (row: number) => number) =>
      form(Float64Array.from({ length: 1_000 }, (_, row) => toValue(row)));
    expect(make((row) => row % 200)).toBe("integer 1000");
    expect(make((row) => 270 + row / 100)).toBe("integer 2000");
    expect(make((row) => [Math.PI, Math.E][row % 2] ?? 0)).toBe("codes 1016");
    expect(make((row) => Math.fround(Math.sin(row)))).toBe("float32 4000");
    expect(make((row) => Math.sin(row))).toBe("float64 8000");
    const hours = Float64Array.from({ length: 1_000 }, (_, row) => 1.35e12 + 3_600_000 * row);
    expect(packed({ kind: "time", values: hours.map((time) => time - (time % 3_600_000)) }).block.length).toBe(2_000);
  });

  it("leaves out labels without a row, and gives missing strings back", () => {
    const { columns } = packed({ kind: "category", codes: Int32Array.of(2, -1), categories: ["a", "secret", "c"] });
    expect(columns[0]?.categories).toEqual(["c"]);
    const found = unpackColumns(packed({ kind: "string", values: ["b", null, "a", "b"] })).byName.get("a");
    expect(found).toEqual({ kind: "category", codes: Int32Array.of(1, -1, 0, 1), categories: ["a", "b"] });
  });

  it("refuses data that are damaged", () => {
    const { payload } = live({ data: rows, views: [{ kind: "numbers", numbers: [{ column: "volume" }] }] });
    expect(() => fromPayload(payload.slice(0, 40))).toThrow("live: the data of a live page cannot be unpacked");
    expect(() => fromPayload("<script>")).toThrow("cannot be unpacked");
    expect(() => fromPayload(Buffer.from("K0ktLlEoyczNTVUoAQA=", "base64").toString("base64"))).toThrow("live:");
    const content = fromPayload(payload);
    const short = { ...content, columns: { ...content.columns, rowCount: 7 } };
    expect(() => fromPayload(toPayload(short))).toThrow("the columns of a live page are damaged");
  });
});

describe("live", () => {
  it("computes measures with the library's functions", () => {
    const volume = numbers("volume");
    const measures = {
      mean: mean(volume),
      median: quantile(volume, 0.5),
      sum: volume.reduce((total, value) => total + value, 0),
    };
    for (const [aggregate, value] of Object.entries(measures)) {
      const view = { kind: "numbers", numbers: [{ aggregate: aggregate as "mean", column: "volume" }] } as const;
      expect(first(view)).toMatchObject({ numbers: [{ label: `${aggregate} of volume`, value }] });
    }
    const ratio = { aggregate: "ratio", column: "busy", over: "volume", scale: 100 } as const;
    expect(first({ kind: "numbers", numbers: [ratio, { aggregate: "count", column: "temperature" }] })).toMatchObject({
      numbers: [
        { value: 100 * (numbers("busy").reduce((total, value) => total + value, 0) / measures.sum) },
        { value: numbers("temperature").filter((value) => !Number.isNaN(value)).length },
      ],
    });
  });

  it("groups by periods, steps and labels, and sorts tables", () => {
    const bars = first({ kind: "bar", title: "By weekday", x: { column: "time", every: "weekday" }, y: "volume" });
    expect(bars).toMatchObject({
      series: [{ x: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] }],
    });
    const steps = first({
      kind: "line",
      title: "a",
      x: { column: "temperature", step: 10 },
      y: { aggregate: "count" },
    });
    expect(steps).toMatchObject({ series: [{ x: [270, 280, 290] }] });
    const table = first({ kind: "table", by: ["weather"], columns: ["volume"], rows: 2, order: "ascending" });
    expect(table).toMatchObject({
      total: 4,
      rows: [
        [expect.stringContaining("img"), expect.any(Number)],
        ["Snow", expect.any(Number)],
      ],
    });
    const listed = first({
      kind: "table",
      columns: ["time", { column: "temperature", unit: "K" }],
      sort: "temperature",
      rows: 1,
    });
    expect(listed).toMatchObject({ total: 500, rows: [[expect.any(Number), quantile(numbers("temperature"), 1)]] });
  });

  it("has no sum and no bar where every value is missing", () => {
    const data = columnsFromEntries([
      ["shop", { kind: "string", values: ["a", "b", "b", "c"] }],
      ["sold", { kind: "number", values: Float64Array.of(NaN, 1, 2, 9) }],
    ]);
    const view = { kind: "bar", title: "Sold", x: "shop", y: { column: "sold", aggregate: "sum" } } as const;
    const [found] = live({ data, views: [view] }).result.views;
    expect(found).toMatchObject({ series: [{ x: ["c", "b"], y: [9, 3] }] });
  });

  it("scores the model's predictions as the metrics do", () => {
    const model = liveModel(rows, "busy", 20);
    const probability = model.probability(rows);
    const found = first(
      { kind: "metrics", actual: "busy", metrics: ["rocAuc", "accuracy", "confusion"], threshold: 0.7 },
      { model },
    );
    const classes = probability.map((value) => (value >= 0.7 ? 1 : 0));
    expect(found).toMatchObject({
      scores: [{ value: rocAuc(numbers("busy"), probability) }, { value: accuracy(numbers("busy"), classes) }],
    });
    const volume = liveModel(rows, "volume", 20);
    expect(first({ kind: "metrics", actual: "volume", metrics: ["rmse"] }, { model: volume })).toMatchObject({
      scores: [{ value: rmse(numbers("volume"), volume.predict(rows)) }],
    });
  });

  it("holds only columns that a filter, a view or the model reads, and says its size", () => {
    const page = live({
      data: rows,
      filters: ["weather"],
      views: [{ kind: "numbers", numbers: [{ column: "volume" }] }],
    });
    expect([...fromPayload(page.payload).columns.byName.keys()]).toEqual(["weather", "volume"]);
    expect(page.summary).toMatch(/^live page: 500 rows x 2 columns, \d+ kB$/);
    const whatIf = live({ data: rows, model: liveModel(rows, "volume", 5), views: [{ kind: "what-if" }] });
    expect(fromPayload(whatIf.payload).columns.byName.size).toBe(0);
    expect(() => live({ data: rows, views: [{ kind: "table", columns: ["volume"] }], maxBytes: 100 })).toThrow(
      /live: data and model have \d+ kB, more than maxBytes 0 kB; aggregate or sample/,
    );
  });

  it("reads frames, with other columns of any type", () => {
    const pl = loadPolars();
    const frame = pl.DataFrame({ day: [new Date(0), new Date(86_400_000)], sold: [1, 2], tags: [["a"], ["b"]] });
    const page = live({ data: frame, filters: ["day"], views: [{ kind: "line", title: "Sold", x: "day", y: "sold" }] });
    expect(page.result.views[0]).toMatchObject({ x: { kind: "time" }, series: [{ x: [0, 86_400_000], y: [1, 2] }] });
  });

  it("applies a project's steps before the page", () => {
    const isWarm = defineStep({
      kind: "isWarm",
      settings: {},
      inputs: { temperature: "number" },
      outputs: { warm: "number" },
      transform: ({ temperature }) => ({ warm: temperature.map((value) => (value > 285 ? 1 : 0)) }),
    });
    const model = pipeline({ steps: [isWarm()], model: gradientBoosting({ rounds: 5 }) }).fit(
      columnsFromEntries([...rows.byName].filter(([name]) => ["temperature", "latitude"].includes(name))),
      numbers("volume"),
    );
    const page = live({
      data: rows,
      model,
      views: [{ kind: "what-if" }, { kind: "numbers", numbers: [{ column: "prediction" }] }],
    });
    expect(page.summary).toContain("applied before the page: step isWarm");
    const content = fromPayload(page.payload);
    const engine = liveEngine(content);
    expect(engine.model?.inputs.map(({ name, numbers: kind }) => `${name} ${kind}`)).toContain("warm boolean");
    expect(page.result.views[1]).toMatchObject({ numbers: [{ value: mean(model.predict(rows)) }] });
  });

  it.each([
    [
      { filters: ["wether"] },
      'live.filters[0].column: unknown column "wether"; expected time, weather',
      'did you mean "weather"?',
    ],
    [{ views: [] }, "live: views is empty", ""],
    [{ views: [{ kind: "pie", title: "a" }] }, "live.views[0].kind: expected numbers, table, line", 'got "pie"'],
    [
      { views: [{ kind: "bar", title: "a", x: "weather", y: "weather" }] },
      'live.views[0].y: column "weather" holds labels',
      "",
    ],
    [{ views: [{ kind: "bar", title: "a", x: "weather", y: "prediction" }] }, "needs a model", ""],
    [{ views: [{ kind: "what-if" }] }, "live.views[0]: a what-if view needs a model", ""],
    [
      { views: [{ kind: "bar", title: "a", x: "weather", y: { column: "volume", agregate: "sum" } }] },
      'live.views[0].y: unknown option "agregate"',
      'did you mean "aggregate"',
    ],
    [
      { filters: [{ column: "time", start: ["soon", null] }] },
      "live.filters[0].start: expected [first, last] as ISO dates",
      "",
    ],
    [
      { views: [{ kind: "metrics", actual: "busy", predicted: "volume", metrics: ["auc"] }] },
      'unknown score "auc"',
      "",
    ],
    [{ filters: [{ column: "time", kind: "choice" }] }, "live.filters[0].kind: expected dates", ""],
    [{ colour: "red" }, 'live: unknown option "colour"', ""],
  ])("refuses %j", (wrong, message, more) => {
    const options = { data: rows, views: [{ kind: "numbers", numbers: [{ aggregate: "count" }] }], ...wrong };
    const text = getMessage(() => live(options as unknown as LiveOptions));
    expect(text).toContain(message);
    expect(text).toContain(more);
  });
});

describe("the section of a payload from another notebook", () => {
  const page = live({ data: rows, model: liveModel(rows, "busy", 3), views: [{ kind: "what-if" }] });
  const content = fromPayload(page.payload);
  const change = (more: object): string => toPayload({ ...content, ...more } as typeof content);

  it("is checked as in live", () => {
    expect(liveHtml(page.payload, "live_1").html).toContain("data-live");
    const spec = { title: { toString: "x" }, filters: [], views: [{ kind: "what-if" }] };
    expect(() => liveHtml(change({ spec }), "a")).toThrow("live.title: expected a string");
    expect(() => liveHtml(change({ spec: null }), "a")).toThrow("live: expected an object, got null");
    expect(() => liveHtml(change({ model: { format: "cuaderno-pipeline" } }), "a")).toThrow("live: model");
    const filters = [{ column: "__proto__" }];
    expect(() => liveHtml(change({ spec: { ...content.spec, filters } }), "a")).toThrow('unknown column "__proto__"');
  });
});

describe("the state of a live page", () => {
  const spec = fromPayload(
    live({
      data: rows,
      model: liveModel(rows, "busy", 3),
      filters: ["weather", { column: "time", start: ["2012-10-03", null] }, "temperature"],
      views: [
        { kind: "metrics", actual: "busy", metrics: ["accuracy"] },
        { kind: "what-if", start: { temperature: 280 } },
      ],
    }).payload,
  );
  const start = initialState(spec.spec, spec.columns);

  it("is in the address and comes back from it", () => {
    const state: LiveState = {
      filters: [
        { kind: "labels", labels: ["Clear"] },
        { kind: "range", low: Date.UTC(2012, 9, 3), high: Date.UTC(2012, 9, 8) - 1 },
        { kind: "range", low: null, high: 290.5 },
      ],
      thresholds: [0.2, null],
      inputs: [null, { temperature: "281 & more", weather: "Rain" }],
    };
    const hash = stateToHash(state, spec.spec, spec.columns, "live_1");
    expect(stateFromHash(`#${hash}`, start, spec.spec, spec.columns, "live_1")).toEqual(state);
    expect(stateFromHash(`#${hash}`, start, spec.spec, spec.columns, "live_2")).toBe(start);
    expect(stateFromHash("#a-heading", start, spec.spec, spec.columns, "live_1")).toBe(start);
  });

  it("ignores what a page does not have", () => {
    const hash = "live_1.weather=Tornado&live_1.temperature=x..y&live_1.threshold-1=7&live_1.volume=3";
    const state = stateFromHash(hash, start, spec.spec, spec.columns, "live_1");
    expect(state.filters).toEqual([{ kind: "labels", labels: [] }, null, { kind: "range", low: null, high: null }]);
    expect(state.thresholds).toEqual([0.5, null]);
  });
});

describe("a live page of a tracked run", () => {
  it("shows its views without data, controls and a program", () => {
    const title = "Temperature";
    const page = live({
      title,
      data: rows,
      filters: ["weather"],
      views: [{ kind: "line", title, x: "time", y: "volume" }],
    });
    const program = liveProgram({ isStill: true });
    const html = program.toHtml(liveBundle(page), "figure_1") ?? "";
    expect(program.script).toBeUndefined();
    expect(html).toContain("<svg");
    expect(html).toContain("cuaderno export");
    expect(html).not.toMatch(/<script|<input|<button|data-live/);
    expect(html.length).toBeLessThan(liveHtml(page.payload, "a").html.length);
  });
});
