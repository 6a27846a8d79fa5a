import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryTracker } from "../memory-tracker.js";
import type { EndStatus, Tracker } from "../tracker.js";
import { parseFilter, type RunFilter } from "./parse-filter.js";
import { formatRunField, type MetricChoice, type RunField } from "./run-field.js";
import { searchRuns, selectFields } from "./search-runs.js";

interface GoldenRun {
  readonly name: string;
  readonly start_time: number;
  readonly metrics: Readonly<Record<string, number | "nan" | "inf">>;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly status: string;
  readonly datasets: readonly { readonly name: string; readonly digest: string; readonly context: string }[];
}

interface GoldenCase {
  readonly filter: string;
  readonly orderBy: readonly string[];
  readonly names?: readonly string[];
  readonly error?: boolean;
}

const golden = JSON.parse(readFileSync(new URL("../golden/search.json", import.meta.url), "utf8")) as {
  readonly runs: readonly GoldenRun[];
  readonly cases: readonly GoldenCase[];
};

/** Filters that MLflow rejects and that are valid here. */
const additions = new Set([
  "params.depth = 6",
  "metrics.rmse < 450 or params.depth = '6'",
  "(metrics.rmse < 450)",
  "params.depth IN ('4', '6')",
  "metrics.rmse IS NULL",
]);

/** Filters whose missing or superfluous AND MLflow ignores. */
const rejections = new Set([
  "metrics.rmse < 450 and",
  "and metrics.rmse < 450",
  "metrics.rmse < 450 params.depth = '6'",
]);

async function goldenTracker(): Promise<Tracker> {
  let now = 0;
  const tracker = memoryTracker({ now: () => now });
  for (const { name, start_time, metrics, params, tags, status, datasets } of golden.runs) {
    const run = await tracker.startRun({ experiment: "search", name, startTime: start_time, tags });
    const numbers = Object.entries(metrics).map(([key, value]) => [key, Number(value === "inf" ? "Infinity" : value)]);
    await run.logMetrics(Object.fromEntries(numbers));
    await run.logParams(params);
    for (const dataset of datasets) await run.logInput({ ...dataset, source: "{}" });
    now = start_time + 1_000;
    if (status !== "RUNNING") await run.end(status.toLowerCase() as EndStatus);
  }
  return tracker;
}

describe("searchRuns", () => {
  it.each(golden.cases)("finds the runs of MLflow: $filter $orderBy", async ({ filter, orderBy, names, error }) => {
    const tracker = await goldenTracker();
    const search = async () => (await searchRuns(tracker, { filter, orderBy })).map(({ name }) => name);
    if ((error && !additions.has(filter)) || rejections.has(filter)) {
      await expect(search()).rejects.toThrow(/^searchRuns: (filter|orderBy): position \d+: /);
    } else if (error) expect((await search()).length).toBeLessThan(golden.runs.length);
    else expect(await search()).toEqual(names);
  });

  it("has OR, parentheses, IN, numbers in parameters, times, and experiments", async () => {
    const tracker = await goldenTracker();
    const found = async (filter: string) => (await searchRuns(tracker, { filter })).length;
    const one = await found("params.depth = '4'");
    const other = await found("params.depth = '10'");
    expect(await found("params.depth = '4' or params.depth = '10'")).toBe(one + other);
    expect(await found("params.depth in ('4', '10')")).toBe(one + other);
    expect(await found("params.depth in (4, 10.0)")).toBe(one + other);
    expect(await found("params.depth not in ('4', '10')")).toBe(24 - one - other);
    expect(await found("params.depth < 6 or params.depth >= 1e1")).toBe(one + other);
    expect(await found("params.depth = '4' or params.depth = '10' and metrics.missing > 1")).toBe(one);
    expect(await found("(params.depth = '4' or params.depth = '10') and metrics.missing > 1")).toBe(0);
    expect(await found("status in ('finished', 'FAILED', 'killed', 'running')")).toBe(24);
    expect(await found("start_time < '2023-11-14'")).toBe(0);
    expect(await found("start_time >= '2023-11-14T22:13:20Z'")).toBe(24);
    expect(await found("experiment = 'search' and parent_run_id is null")).toBe(24);
    expect((await searchRuns(tracker, { experiments: ["search", "search"], limit: 3 })).length).toBe(3);
    await expect(searchRuns(tracker, { experiments: ["serach"] })).rejects.toThrow(/no experiment "serach"/);
    await expect(searchRuns(tracker, { limit: -1 })).rejects.toThrow("searchRuns: limit: expected >= 0, got -1");
  });

  it("uses the smallest, the largest or a chosen step of a metric", async () => {
    const tracker = memoryTracker();
    for (const values of [
      [5, 1, 4],
      [3, 2],
      [Number.NaN, 9],
    ]) {
      const run = await tracker.startRun({ name: `run-${values[0]}` });
      await run.logMetricHistory("loss", values);
    }
    const names = async (filter: string, orderBy = "run_name") =>
      (await searchRuns(tracker, { filter, orderBy })).map(({ name }) => name);
    expect(await names("metrics.loss@min < 2")).toEqual(["run-5"]);
    expect(await names("metrics.loss@max >= 5 and metrics.loss@last > 4")).toEqual(["run-NaN"]);
    expect(await names("metrics.loss@2 = 4")).toEqual(["run-5"]);
    expect(await names("metrics.loss@2 is null")).toEqual(["run-3", "run-NaN"]);
    expect(await names("", "metrics.loss@max desc")).toEqual(["run-NaN", "run-5", "run-3"]);
    expect(await names("", "metrics.`loss`@0 desc, run_name")).toEqual(["run-5", "run-3", "run-NaN"]);
    const rows = await selectFields(tracker, await tracker.runs(), ["run_name", "metrics.loss@min,metrics.loss@2"]);
    expect(rows.find(({ run }) => run.name === "run-5")?.values).toEqual(["run-5", 1, 4]);
  });

  it("sorts parameters that are numbers as numbers", async () => {
    const tracker = memoryTracker();
    for (const depth of [10, 9, 100]) await (await tracker.startRun()).logParams({ depth });
    await tracker.startRun();
    const depths = (await searchRuns(tracker, { orderBy: ["params.depth desc"] })).map(({ params }) => params.depth);
    expect(depths).toEqual(["100", "10", "9", undefined]);
  });

  it.each([
    ["metrics.rmse < x", 'position 16: expected a number for metrics.rmse, got "x"'],
    ["params.depth = six", "position 16: expected a quoted value for params.depth, got \"six\"; write 'six'"],
    ["status = 4", "position 10: expected a quoted value for status, got \"4\"; write '4'"],
    [
      "metrics.rmse@best < 1",
      'position 1: unknown value "@best" of metric "rmse"; use @last, @min, @max or a step such as @10',
    ],
    ["params.a@min = '1'", 'position 1: "@min" is for metrics, got param "a"; remove it'],
    ["tags.a = '1' and metrcs.rmse < 1", 'position 18: unknown prefix "metrcs"; did you mean "metrics"?'],
    ["(params.a = '1'", 'position 16: expected ")", got the end; close the parenthesis'],
    ["params.a = 'x", "position 12: the quote ' is not closed; add it at the end of the name or value"],
    ["params.a < 'x'", 'position 12: < cannot compare params.a with "x"; use a number, or = and !='],
    ["metrics.a <> 1", 'position 11: "<>" is not an operator; use "!="'],
    ["metrics.a # 1", 'position 11: unexpected character "#"; quote names with backquotes and values with quotes'],
    [
      "start_time > 'yesterday'",
      "position 14: \"yesterday\" is not an ISO 8601 time; write '2026-11-29' or '2026-11-29T08:00:00Z'",
    ],
    ["rmse < 450", 'position 1: unknown attribute "rmse"; write metrics.rmse, params.rmse or tags.rmse, or use run_id'],
  ])("names the position of what is wrong: %s", async (filter, message) => {
    await expect(searchRuns(memoryTracker(), { filter })).rejects.toThrow(`searchRuns: filter: ${message}`);
  });
});

const keys = fc.oneof(
  fc.constantFrom("rmse", "val-loss", "a/b", "learning rate", "and", "IN", "1", "é.x"),
  fc.stringMatching(/^[a-z0-9_. :/-]{1,12}$/),
);
const fields: fc.Arbitrary<RunField> = fc.oneof(
  fc.record({
    kind: fc.constant("metric" as const),
    key: keys,
    point: fc.constantFrom<MetricChoice[]>("last", "min", "max", 3, -1),
  }),
  fc.record({ kind: fc.constantFrom("param" as const, "tag" as const), key: keys }),
);
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const comparisons: fc.Arbitrary<RunFilter> = fields.chain((field) => {
  const values = field.kind === "metric" ? numbers : fc.oneof(fc.string({ unit: "binary" }), numbers);
  return fc.oneof(
    fc.record({ kind: fc.constant("null" as const), field: fc.constant(field), not: fc.boolean() }),
    fc.record({
      kind: fc.constant("in" as const),
      field: fc.constant(field),
      values: fc.array(values, { minLength: 1, maxLength: 3 }),
      not: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("compare" as const),
      field: fc.constant(field),
      operator: fc.constantFrom("=" as const, "!=" as const),
      value: values,
    }),
  );
});
const filters = fc.letrec<{ filter: RunFilter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    comparisons,
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      parts: fc.array(tie("filter"), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).filter;

function toText(filter: RunFilter): string {
  const value = (item: string | number) =>
    typeof item === "number" ? String(item) : `'${item.replaceAll("'", "''")}'`;
  switch (filter.kind) {
    case "and":
    case "or":
      return filter.parts
        .map((part) => ("parts" in part ? `(${toText(part)})` : toText(part)))
        .join(` ${filter.kind} `);
    case "null":
      return `${formatRunField(filter.field)} IS ${filter.not ? "NOT " : ""}NULL`;
    case "in":
      return `${formatRunField(filter.field)}${filter.not ? " NOT" : ""} IN (${filter.values.map(value).join(",")})`;
    case "compare":
      return `${formatRunField(filter.field)}${filter.operator}${value(filter.value)}`;
  }
}

describe("parseFilter", () => {
  it("reads back any condition from its text", () => {
    fc.assert(fc.property(filters, (filter) => void expect(parseFilter(toText(filter), "test")).toEqual(filter)));
  });

  it("parses or rejects any text with a position, and never fails otherwise", () => {
    const pieces = fc.constantFrom(
      "metrics",
      ".",
      "a",
      "`",
      "'",
      '"',
      "(",
      ")",
      " ",
      "and",
      "or",
      "in",
      "not",
      "<",
      "=",
      "1",
      "-",
      "@",
      "is",
      "null",
      ",",
      "%",
      "é",
      "\u{1f600}",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")),
          fc.string(),
        ),
        (text) => {
          try {
            parseFilter(text, "test");
          } catch (thrown) {
            const position = Number(/^test: position (\d+): /.exec((thrown as Error).message)?.[1]);
            expect(position).toBeGreaterThanOrEqual(1);
            expect(position).toBeLessThanOrEqual(text.length + 1);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
