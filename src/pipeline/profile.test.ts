import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { datasetDrift } from "../drift/dataset-drift.js";
import { parseProfile } from "../drift/table-profile.js";
import { linear } from "../models/linear/linear.js";
import { logistic } from "../models/linear/logistic.js";
import { type Columns, columnsFromEntries } from "../table/columns.js";
import { pipeline } from "./pipeline.js";
import { profile, profileChunks } from "./profile.js";

const table = (seed: number, count: number, shift = 0): Columns => {
  const random = randomSource(seed);
  const x = Float64Array.from({ length: count }, () => random.normal() + shift);
  return columnsFromEntries([
    ["x", { kind: "number", values: x }],
    ["other", { kind: "number", values: x.map(() => random.normal()) }],
    ["y", { kind: "number", values: x.map((value) => 2 * value + 0.5 * random.normal()) }],
    ["high", { kind: "string", values: Array.from(x, (value) => (value + random.normal() > 0 ? "yes" : "no")) }],
  ]);
};
const only = (columns: Columns, ...names: string[]): Columns =>
  columnsFromEntries([...columns.byName].filter(([name]) => names.includes(name)));

describe("profile", () => {
  it("saves inputs, target, predictions, correlations and errors of a model, and no row", () => {
    const model = pipeline({ model: linear() }).fit(only(table(1, 2_000), "x", "y"), "y");
    const saved = profile(table(2, 3_000), { model });
    expect(Object.keys(saved.columns)).toEqual(["x", "y", "prediction"]);
    expect(saved.model).toMatchObject({ target: "y", rows: 3_000 });
    expect(saved.model?.scores.rmse).toBeCloseTo(0.5, 1);
    expect(saved.model?.errors?.values.length).toBeLessThan(205);
    expect(saved.correlations?.columns).toEqual(["x", "y", "prediction"]);
    expect(JSON.stringify(saved).length).toBeLessThan(20_000);
    expect(parseProfile(JSON.stringify(saved), "profile.json").model?.scores).toEqual(saved.model?.scores);
  });

  it("finds that predictions moved, from the profile alone", () => {
    const model = pipeline({ model: linear() }).fit(only(table(1, 2_000), "x", "y"), "y");
    const found = datasetDrift(profile(table(2, 3_000), { model }), profile(table(3, 900, 1), { model }));
    expect(found.columns.map(({ column, level }) => [column, level])).toEqual([
      ["x", "fail"],
      ["y", "fail"],
      ["prediction", "fail"],
    ]);
  });

  it("saves the probability and the scores of two classes, and works without the target", () => {
    const model = pipeline({ model: logistic() }).fit(only(table(1, 900), "x", "high"), "high");
    const saved = profile(table(2, 800), { model, columns: ["other"] });
    expect(Object.keys(saved.columns)).toEqual(["x", "other", "high", "prediction"]);
    expect(saved.columns.prediction?.kind).toBe("number");
    expect(saved.model?.scores.rocAuc).toBeGreaterThan(0.7);
    const unlabelled = profile(only(table(2, 800), "x"), { model });
    expect([Object.keys(unlabelled.columns), unlabelled.model]).toEqual([["x", "prediction"], undefined]);
    expect(Object.keys(profile(table(2, 50)).columns)).toEqual(["x", "other", "y", "high"]);
  });
});

describe("profileChunks", () => {
  it("has the profile of all rows, of one chunk exactly", async () => {
    const [first, second] = [table(5, 40_000), table(6, 20_000, 0.1)];
    const none = only(table(5, 0), "x", "other", "y", "high");
    expect(await profileChunks([none, first])).toEqual(profile(first));
    const chunks = await profileChunks([first, none, second], { columns: ["x", "high"] });
    expect([chunks.rows, Object.keys(chunks.columns)]).toEqual([60_000, ["x", "high"]]);
    const whole = columnsFromEntries(
      ["x", "high"].map((name) => {
        const [one, two] = [first, second].map(({ byName }) => byName.get(name));
        if (one?.kind === "number" && two?.kind === "number")
          return [name, { kind: "number", values: Float64Array.of(...one.values, ...two.values) }] as const;
        if (one?.kind === "string" && two?.kind === "string")
          return [name, { kind: "string", values: [...one.values, ...two.values] }] as const;
        throw new Error("unexpected kinds");
      }),
    );
    const all = profile(whole);
    expect(chunks.columns.high).toEqual(all.columns.high);
    const [{ effect } = {}] = datasetDrift(all, chunks).columns;
    expect(effect?.value).toBeLessThan(0.011);
  });

  it("has text where a chunk has free text, and refuses no rows", async () => {
    const words = (count: number, distinct: number): Columns =>
      columnsFromEntries([
        ["word", { kind: "string", values: Array.from({ length: count }, (_, row) => `w${row % distinct}`) }],
      ]);
    const found = await profileChunks([words(100, 3), words(100, 90)]);
    expect(found.columns.word).toEqual({ kind: "text" });
    await expect(profileChunks([])).rejects.toThrow("profileChunks: the chunks have no rows");
  });
});
