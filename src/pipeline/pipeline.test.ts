import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { contentHash } from "../core/content-hash.js";
import { canonicalJson, type JsonObject } from "../core/json.js";
import { randomSource } from "../core/random-source.js";
import { oneHot } from "../features/encoders/one-hot.js";
import { impute } from "../features/impute.js";
import { drop } from "../features/selection/drop.js";
import { select } from "../features/selection/select.js";
import { calendarParts } from "../features/time/calendar-parts.js";
import { groupMean } from "../models/baselines/group-mean.js";
import { meanModel } from "../models/baselines/mean-model.js";
import { linear } from "../models/linear/linear.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { getNumbers } from "../table/get-numbers.js";
import { selectColumns } from "../table/select-columns.js";
import { takeRows } from "../table/take-rows.js";
import { withColumns } from "../table/with-columns.js";
import { browserBundle } from "../testing/browser-bundle.js";
import { pipeline } from "./pipeline.js";
import { restorePipeline } from "./restore-pipeline.js";

const count = 400;
const random = randomSource(11);
const hours = Float64Array.from({ length: count }, (_, row) => row * 3_600_000);
const weather = Array.from({ length: count }, () => ["Clear", "Rain", "Snow"][random.integer(3)] ?? null);
const temp = Float64Array.from({ length: count }, () =>
  random.uniform() < 0.1 ? Number.NaN : 270 + random.integer(30),
);
const volume = hours.map((_, row) => 100 * ((row % 24) + 1) + (weather[row] === "Snow" ? -50 : 0) + random.normal());
const table: Columns = columnsFromEntries([
  ["date_time", { kind: "time", values: hours }],
  ["weather", { kind: "string", values: weather }],
  ["temp", { kind: "number", values: temp }],
  ["volume", { kind: "number", values: volume }],
  ["station", { kind: "string", values: weather.map(() => "301") }],
]);

const settings = pipeline({
  steps: [
    drop({ columns: ["station"] }),
    calendarParts({ column: "date_time", parts: ["hour", "weekday"] }),
    oneHot({ columns: ["weather"] }),
    impute({ columns: ["temp"], strategy: "median" }),
  ],
  model: gradientBoosting({ rounds: 40, depth: 4 }),
});
const fitted = settings.fit(table, "volume");
const inputs = selectColumns(table, ["temp", "weather", "date_time"]);

describe("pipeline", () => {
  it("needs at prediction only the columns that the features come from, in any order", () => {
    expect(fitted.inputs.map(({ name, kind }) => ({ name, kind }))).toEqual([
      { name: "temp", kind: "number" },
      { name: "weather", kind: "string" },
      { name: "date_time", kind: "time" },
    ]);
    expect(fitted.featureNames).toEqual(["temp", "hour", "weekday", "weather=Clear", "weather=Rain", "weather=Snow"]);
    expect([...fitted.predict(inputs)]).toEqual([...fitted.predict(table)]);
  });

  it("takes the target as values too, when its column is not among the features", () => {
    const { byName, rowCount } = table;
    const features = {
      kind: "columns" as const,
      rowCount,
      byName: new Map([...byName].filter(([name]) => name !== "volume")),
    };
    const { hash: _, target, ...learned } = settings.fit(features, volume).toJSON();
    expect(fitted.toJSON()).toMatchObject({ ...learned, target: { ...(target as JsonObject), name: "volume" } });
  });

  it("refuses to learn from the target itself", () => {
    expect(() => settings.fit(table, volume)).toThrow(
      'pipeline: feature "volume" equals the target on every row; drop it, or give the target by its column name',
    );
  });

  it("says which columns are missing at prediction and which it needs", () => {
    expect(() => fitted.predict(selectColumns(table, ["temp"]))).toThrow(
      'pipeline: no column "weather", "date_time"; prediction needs temp, weather, date_time',
    );
  });

  it("refuses a column of another kind than at training, and takes categories for text", () => {
    const strings = withColumns(inputs, [["temp", { kind: "string", values: weather }]]);
    expect(() => fitted.predict(strings)).toThrow(
      'pipeline: column "temp" is string, at training it was number; read it with the same schema',
    );
    const categories = ["Snow", "Clear", "Rain"];
    const codes = Int32Array.from(weather, (label) => categories.indexOf(label ?? ""));
    const coded = withColumns(inputs, [["weather", { kind: "category", codes, categories }]]);
    expect([...fitted.predict(coded)]).toEqual([...fitted.predict(inputs)]);
  });

  it("speaks of a category that training did not see", () => {
    const hail = withColumns(inputs, [["weather", { kind: "string", values: weather.map(() => "Hail") }]]);
    expect(() => fitted.predict(hail)).toThrow('oneHot: column "weather" has "Hail" at row index 0');
  });

  it("refuses columns that are not numbers when they reach the model, and says what to do", () => {
    expect(() => pipeline({ steps: [], model: linear() }).fit(table, "volume")).toThrow(
      'toMatrix: column "date_time" is time, a model needs numbers; encode it (oneHot, ordinal, calendarParts) or leave it out with select',
    );
  });

  it("hands the model transformed rows to watch", () => {
    const early = pipeline({
      steps: settings.steps,
      model: gradientBoosting({ rounds: 500, learningRate: 0.4, earlyStopping: 5 }),
    });
    const [train, test] = [
      takeRows(
        table,
        Int32Array.from({ length: 300 }, (_, row) => row),
      ),
      takeRows(
        table,
        Int32Array.from({ length: 100 }, (_, row) => 300 + row),
      ),
    ];
    const json = early.fit(train, "volume", { validation: { columns: test, target: "volume" } }).toJSON();
    const { trees } = json.model as { readonly trees: JsonObject };
    expect((trees.node_counts as readonly unknown[]).length).toBeLessThan(500);
  });

  it("gives the features' shares, and none for a model without", () => {
    expect([...fitted.importance().keys()][0]).toBe("hour");
    const steps = [select({ columns: ["temp"] })];
    expect(pipeline({ steps, model: meanModel() }).fit(table, "volume").importance().size).toBe(0);
  });
});

describe("restorePipeline", () => {
  const text = JSON.stringify(fitted.toJSON());

  it("brings back a pipeline that predicts the same bytes, from the value or the text", () => {
    for (const restored of [restorePipeline(text), restorePipeline(JSON.parse(text))]) {
      expect([...restored.predict(inputs)]).toEqual([...fitted.predict(inputs)]);
      expect(JSON.stringify(restored.toJSON())).toBe(text);
    }
  });

  it("refuses content that was changed", () => {
    expect(() =>
      restorePipeline(text.replace('"median"', '"mean"').replace("Clear", "Cloud"), { path: "model.json" }),
    ).toThrow("model.json.hash: the content was changed after it was written; fit again or take the original file");
  });

  it("refuses another format, a newer version, and text that is not JSON", () => {
    const signed = (change: JsonObject): JsonObject => {
      const { hash: _, ...content } = { ...fitted.toJSON(), ...change };
      return { ...content, hash: contentHash(canonicalJson(content)) };
    };
    expect(() => restorePipeline(signed({ format: "pickle" }), { path: "p.json" })).toThrow(
      'p.json.format: expected "cuaderno-pipeline", got "pickle"',
    );
    expect(() => restorePipeline(signed({ version: 2 }), { path: "p.json" })).toThrow(
      "p.json.version: unsupported version 2, the newest supported is 1; update cuaderno to read this file",
    );
    expect(() => restorePipeline(signed({ steps: [{ kind: "shell" }] }), { path: "p.json" })).toThrow(
      'p.json.steps[0].kind: unknown step "shell"',
    );
    expect(() => restorePipeline("{", { path: "p.json" })).toThrow("p.json is not valid JSON");
  });

  it("restores a file of before the input contract, which predicts as it did", () => {
    const path = new URL("golden/pipeline-before-contracts.json", import.meta.url);
    const saved = JSON.parse(readFileSync(path, "utf8")) as { pipeline: JsonObject; predictions: number[] };
    const old = restorePipeline(saved.pipeline);
    const hours = Float64Array.from({ length: 10 }, (_, row) => Date.UTC(2024, 0, 1, row));
    const rows = columnsFromEntries([
      ["time", { kind: "time", values: hours }],
      [
        "weather",
        { kind: "string", values: Array.from(hours, (_, row) => ["Clear", "Rain", "Snow"][(row * 7) % 3] ?? "") },
      ],
      ["temp", { kind: "number", values: hours.map((_, row) => (row === 0 ? Number.NaN : 270 + ((row * 13) % 30))) }],
    ]);
    expect([...old.predict(rows)]).toEqual(saved.predictions);
    expect(old.inputs.map(({ name, kind }) => [name, kind])).toEqual([
      ["temp", "number"],
      ["weather", "string"],
      ["time", "time"],
    ]);
    expect(old.target).toBeUndefined();
    expect(JSON.stringify(old.toJSON())).toBe(JSON.stringify(saved.pipeline));
  });

  it("cannot be brought to predict with features that its steps do not make", () => {
    const { hash: _, ...rest } = fitted.toJSON();
    const content = { ...rest, steps: [] };
    const broken = restorePipeline({ ...content, hash: contentHash(canonicalJson(content)) });
    expect(() => broken.predict(table)).toThrow('pipeline: no column "hour"');
  });
});

describe("in a browser", () => {
  it("runs from one bundle without any Node module, and predicts the same bytes", async () => {
    const source = `
      export { restorePipeline } from "./src/pipeline/restore-pipeline.js";
      export { pipeline } from "./src/pipeline/pipeline.js";
      export { evaluate } from "./src/pipeline/evaluate.js";
      export { gradientBoosting } from "./src/models/trees/gradient-boosting.js";
      export { ridge } from "./src/models/linear/ridge.js";
      export { columnsFromEntries } from "./src/table/columns.js";`;
    // A context without Node's globals: no process, no require.
    const context = createContext({ atob, TextEncoder, TextDecoder });
    runInContext(await browserBundle(source), context);
    const restoreInBundle = runInContext("cuaderno.restorePipeline", context) as typeof restorePipeline;
    expect([...restoreInBundle(JSON.stringify(fitted.toJSON())).predict(inputs)]).toEqual([...fitted.predict(inputs)]);
  });
});

describe("a group mean in a pipeline", () => {
  it("learns the groups of the training rows", () => {
    const steps = [calendarParts({ column: "date_time", parts: ["hour"] }), select({ columns: ["hour"] })];
    const own = pipeline({ steps, model: groupMean({ by: ["hour"] }) }).fit(table, "volume");
    const [first = Number.NaN] = own.predict(takeRows(table, Int32Array.of(0)));
    const same = getNumbers(table, "volume").filter((_, row) => row % 24 === 0);
    expect(first).toBeCloseTo(same.reduce((sum, value) => sum + value, 0) / same.length, 9);
  });
});

it("refuses a target of another length than the table", () => {
  expect(() =>
    pipeline({ steps: [], model: linear() }).fit(selectColumns(table, ["temp"]), volume.subarray(3)),
  ).toThrow("pipeline.fit: expected one target value per row (400), got 397; give an array as long as the table");
});
