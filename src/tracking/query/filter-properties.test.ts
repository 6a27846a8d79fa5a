import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../core/errors.js";
import { formatMetric } from "../files/format-metric.js";
import { parseMetric } from "../files/parse-metric.js";
import { memoryTracker } from "../memory-tracker.js";
import type { Tracker } from "../tracker.js";
import { searchRuns } from "./search-runs.js";

type Condition =
  | { readonly kind: "metric"; readonly key: string; readonly operator: string; readonly value: number }
  | { readonly kind: "param"; readonly key: string; readonly operator: "=" | "!="; readonly value: string }
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition };

const keys = ["a", "b c", "d/e", "größe"];
const values = ["x", "it's", "", "10", "ä%_"];
const run = { metrics: { a: 1, "b c": -2.5, größe: Number.NaN }, params: { a: "x", "d/e": "it's", größe: "10" } };

const condition: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.record({
      kind: fc.constant("metric" as const),
      key: fc.constantFrom(...keys),
      operator: fc.constantFrom("=", "!=", "<", "<=", ">", ">="),
      value: fc.constantFrom(1, -2.5, 0, 1e21, -3e-7),
    }),
    fc.record({
      kind: fc.constant("param" as const),
      key: fc.constantFrom(...keys),
      operator: fc.constantFrom("=" as const, "!=" as const),
      value: fc.constantFrom(...values),
    }),
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      left: tie("tree"),
      right: tie("tree"),
    }),
  ),
})).tree;

function format(node: Condition): string {
  if ("left" in node) return `(${format(node.left)} ${node.kind.toUpperCase()} ${format(node.right)})`;
  const field = `${node.kind}s.\`${node.key}\` ${node.operator}`;
  return node.kind === "metric" ? `${field} ${node.value}` : `${field} '${node.value.replaceAll("'", "''")}'`;
}

/** What the filter means, computed from the condition itself. */
function holds(node: Condition): boolean {
  if ("left" in node) {
    return node.kind === "and" ? holds(node.left) && holds(node.right) : holds(node.left) || holds(node.right);
  }
  const all: Readonly<Record<string, string | number>> = node.kind === "metric" ? run.metrics : run.params;
  const found = all[node.key];
  if (found === undefined) return false;
  switch (node.operator) {
    case "=":
      return found === node.value;
    case "!=":
      return found !== node.value;
    case "<":
      return Number(found) < Number(node.value);
    case "<=":
      return Number(found) <= Number(node.value);
    case ">":
      return Number(found) > Number(node.value);
    default:
      return Number(found) >= Number(node.value);
  }
}

async function trackerWithRun(): Promise<Tracker> {
  const tracker = memoryTracker();
  const started = await tracker.startRun();
  await started.logMetrics(run.metrics);
  await started.logParams(run.params);
  return tracker;
}

describe("filters", () => {
  it("mean what their parts mean", async () => {
    const tracker = await trackerWithRun();
    await fc.assert(
      fc.asyncProperty(condition, async (node) => {
        const found = await searchRuns(tracker, { filter: format(node) });
        expect(found.length === 1, format(node)).toBe(holds(node));
      }),
      { numRuns: 500 },
    );
  });

  it("of any characters match runs or are an ArgumentError with the position", async () => {
    const tracker = await trackerWithRun();
    const part = fc.constantFrom(
      "metrics.",
      "params.a",
      " and ",
      "(",
      ")",
      "'",
      "`",
      "<",
      "=",
      "1",
      "in",
      " or ",
      "not",
      "@min",
      "%",
      "\n",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.array(part).map((parts) => parts.join("")),
        ),
        async (filter) => {
          const error = await searchRuns(tracker, { filter }).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (error === undefined) return;
          expect(error).toBeInstanceOf(ArgumentError);
          expect(String(error)).toMatch(/searchRuns: filter: position \d+: /);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("files of metrics", () => {
  it("are read as they were written", () => {
    const point = fc.record({
      value: fc.double(),
      step: fc.maxSafeInteger(),
      timestamp: fc.nat({ max: 4_000_000_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(point, { minLength: 1 }), (points) => {
        const problems: string[] = [];
        expect(parseMetric(formatMetric(points), (reason) => problems.push(reason))).toEqual(points);
        expect(problems).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("that are damaged lose only the damaged lines", () => {
    const line = fc.constantFrom(
      "1700000000000 0.5 3",
      "17 0.",
      "",
      "a b c",
      "1 2 3 4",
      "1 nan 2",
      "1 2 3 rows ab",
      "1 2 3 a b c",
    );
    const good = /^\d+ (nan|[\d.]+)( \d+( \w+ \w+)?)?$/;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const problems: string[] = [];
        const points = parseMetric(`${lines.join("\n")}\n`, (reason) => problems.push(reason));
        expect(points.length).toBe(lines.filter((one) => good.test(one)).length);
        expect(problems.length).toBe(lines.length - points.length);
      }),
      { numRuns: 500 },
    );
  });
});
