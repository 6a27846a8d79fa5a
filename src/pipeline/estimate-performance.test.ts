import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { linear } from "../models/linear/linear.js";
import { logistic } from "../models/linear/logistic.js";
import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";
import type { Matrix } from "../table/matrix.js";
import { type EstimatePerformanceOptions, estimatePerformance } from "./estimate-performance.js";
import type { FittedPipeline } from "./fitted-pipeline.js";
import { pipeline } from "./pipeline.js";

type Part = readonly [count: number, offset: number, parameter: number];
interface Golden {
  readonly reference: Part;
  readonly current: Part;
  readonly chunk: number;
  readonly estimated: Readonly<Record<string, readonly number[]>>;
}

/** What NannyML says; made by src/pipeline/golden/make-performance.py. */
const golden = JSON.parse(readFileSync(new URL("./golden/performance.json", import.meta.url), "utf8")) as Readonly<
  Record<"two classes" | "three classes" | "numbers", Golden>
>;

const [gold, root2, root3] = [0.6180339887498949, 0.41421356237309515, 0.7320508075688772];
const weyl = (count: number, step: number, offset: number): Float64Array =>
  Float64Array.from({ length: count }, (_, row) => ((row + 1 + offset) * step) % 1);
const number = (values: ArrayLike<number>): Column => ({ kind: "number", values: Float64Array.from(values) });
const days = (count: number, chunk: number): Column => ({
  kind: "time",
  values: Float64Array.from({ length: count }, (_, row) => Math.floor(row / chunk) * 86_400_000),
});
const label = (values: ArrayLike<number>): Column => ({
  kind: "string",
  values: Array.from(values, (value) => `class ${value}`),
});
const windows = { time: "at", windowDays: 1 } as const;

function twoClasses([count, offset, power]: Part, chunk: number): Columns {
  const score = weyl(count, gold, offset).map((value) => value ** power);
  const draw = weyl(count, root2, offset);
  return columnsFromEntries([
    ["at", days(count, chunk)],
    ["score", number(score)],
    ["truth", label(score.map((value, row) => (draw[row] < value ** 2 ? 1 : 0)))],
  ]);
}

function numbers([count, offset, shift]: Part, chunk: number): Columns {
  const x = weyl(count, gold, offset).map((value) => value * 4 + shift);
  const noise = weyl(count, root2, offset).map((value, row) => (value - 0.5) * (0.5 + x[row]));
  return columnsFromEntries([
    ["at", days(count, chunk)],
    ["x", number(x)],
    ["truth", number(x.map((value, row) => 3 * value + noise[row]))],
  ]);
}

/** A classifier whose probabilities are in its columns, as NannyML gets them. */
function asShares(learned: FittedPipeline, probabilities: (matrix: Matrix) => readonly Float64Array[]): FittedPipeline {
  return { ...learned, model: { ...learned.model, probabilities } as FittedPipeline["model"] };
}

const without = (table: Columns, name: string): Columns =>
  columnsFromEntries([...table.byName].filter(([own]) => own !== name));

describe("estimatePerformance of classes", () => {
  const { reference, current, chunk, estimated } = golden["two classes"];
  const tables = { reference: twoClasses(reference, chunk), current: twoClasses(current, chunk) };
  const model = asShares(
    pipeline({ model: logistic() }).fit(without(tables.reference, "at"), "truth"),
    ({ columns: [score = new Float64Array(0)] }) => [score.map((value) => 1 - value), score],
  );
  const estimate = (options: Partial<EstimatePerformanceOptions> = {}) =>
    estimatePerformance(model, { ...tables, ...windows, ...options });

  it("has the values of NannyML's CBPE, with scores calibrated on the reference", () => {
    const found = estimate({ current: without(tables.current, "truth") });
    expect([found.method, found.assumptions.length, found.windows.length]).toEqual(["CBPE", 3, 2]);
    const names = { roc_auc: "rocAuc", f1: "f1", precision: "precision", recall: "recall", accuracy: "accuracy" };
    for (const [theirs, ours] of Object.entries(names)) {
      found.windows.forEach((window, index) => {
        expect(Math.abs((window.estimated?.[ours] ?? 0) - (estimated[theirs]?.[index] ?? 1))).toBeLessThan(1e-6);
      });
    }
    expect(found.overall.realized).toBeUndefined();
  });

  it("is near the truth where that is known, and near the reference's on the reference", () => {
    const { overall, reference: past, limits } = estimate();
    for (const metric of ["rocAuc", "accuracy", "f1", "matthewsCorrelation", "logLoss", "brierScore"]) {
      expect(Math.abs((overall.estimated[metric] ?? 9) - (overall.realized?.[metric] ?? 0))).toBeLessThan(0.03);
      expect(Math.abs((past.estimated[metric] ?? 9) - (past.realized[metric] ?? 0))).toBeLessThan(0.015);
    }
    expect(limits?.accuracy?.lower).toBeLessThan(past.realized.accuracy ?? 0);
  });

  it("has the values of NannyML for three classes", () => {
    const many = golden["three classes"];
    const table = ([count, offset, power]: Part): Columns => {
      const raw = [
        weyl(count, gold, offset).map((value) => value ** power),
        weyl(count, root2, offset),
        weyl(count, root3, offset),
      ];
      const draw = weyl(count, 0.23606797749978969, offset);
      const truth = draw.map((value, row) => {
        const squares = raw.map((own) => own[row] ** 2);
        const sum = squares.reduce((all, own) => all + own, 0);
        return Number(value >= squares[0] / sum) + Number(value >= (squares[0] + squares[1]) / sum);
      });
      return columnsFromEntries([
        ["at", days(count, many.chunk)],
        ...raw.map((own, index): [string, Column] => [`p${index}`, number(own)]),
        ["truth", label(truth)],
      ]);
    };
    const learned = pipeline({ model: logistic() }).fit(without(table(many.reference), "at"), "truth");
    const shares = asShares(learned, ({ columns, rowCount }) =>
      columns.map((own) =>
        Float64Array.from({ length: rowCount }, (_, row) => own[row] / columns.reduce((sum, one) => sum + one[row], 0)),
      ),
    );
    const found = estimatePerformance(shares, {
      reference: table(many.reference),
      current: table(many.current),
      ...windows,
    });
    found.windows.forEach((window, index) => {
      expect(window.estimated?.accuracy).toBeCloseTo(many.estimated.accuracy?.[index] ?? 0, 6);
      expect(window.estimated?.f1Macro).toBeCloseTo(many.estimated.f1?.[index] ?? 0, 6);
    });
  });

  it("leaves windows with few rows out, and refuses a reference without the target", () => {
    expect(estimate({ minimumRows: 1_001 }).windows.map((window) => window.estimated)).toEqual([null, null]);
    expect(() => estimate({ reference: without(tables.reference, "truth") })).toThrow(
      'estimatePerformance: the reference has no target "truth"',
    );
    const [first] = estimate({ current: without(tables.current, "at"), time: undefined }).windows;
    expect(first).toBeUndefined();
  });
});

describe("estimatePerformance of numbers", () => {
  it("is within 3 % of NannyML's DLE, and of the error where the truth is known", () => {
    const { reference, current, chunk, estimated } = golden.numbers;
    const tables = { reference: numbers(reference, chunk), current: numbers(current, chunk) };
    const model = pipeline({ model: linear() }).fit(without(tables.reference, "at"), "truth");
    const { method, windows: found, overall } = estimatePerformance(model, { ...tables, ...windows });
    expect([method, found.length]).toEqual(["DLE", 2]);
    found.forEach((window, index) => {
      expect((window.estimated?.meanAbsoluteError ?? 0) / (estimated.mae?.[index] ?? 1)).toBeCloseTo(1, 1.2);
      expect((window.estimated?.rmse ?? 0) / (estimated.rmse?.[index] ?? 1)).toBeCloseTo(1, 1.2);
    });
    expect((overall.estimated.rmse ?? 0) / (overall.realized?.rmse ?? 1)).toBeGreaterThan(0.8);
  });
});
