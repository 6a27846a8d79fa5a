import { QueryScanner, type QueryToken } from "./query-scanner.js";
import { formatRunField, isNumberField, type RunField, type ToField, toRunField } from "./run-field.js";

/** A condition on runs. */
export type RunFilter =
  | { readonly kind: "and" | "or"; readonly parts: readonly RunFilter[] }
  | { readonly kind: "null"; readonly field: RunField; readonly not: boolean }
  | {
      readonly kind: "in";
      readonly field: RunField;
      readonly values: readonly (string | number)[];
      readonly not: boolean;
    }
  | {
      readonly kind: "compare";
      readonly field: RunField;
      readonly operator: Comparator;
      readonly value: string | number;
    };

export type Comparator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "LIKE" | "ILIKE";

const comparators = "=, !=, <, <=, >, >=, LIKE, ILIKE, IN, NOT IN, IS NULL or IS NOT NULL";

/**
 * The condition of a filter: MLflow's grammar (`metrics.rmse < 450 and params.depth = '6'`), and also OR, parentheses,
 * IN for every field, parameters and tags compared with numbers, times as ISO 8601 strings, and `@min`, `@max` or
 * `@<step>` behind a metric.
 *
 * @throws ArgumentError with the position of what is wrong.
 */
export function parseFilter(text: string, caller: string, toField: ToField = toRunField): RunFilter | undefined {
  const scanner = new QueryScanner(text, caller, toField);
  if (scanner.peek().kind === "end") return undefined;
  const filter = parseOr(scanner);
  if (scanner.peek().kind !== "end") {
    scanner.fail(`expected AND, OR or the end, got ${scanner.describe()}; join conditions with AND or OR`);
  }
  return filter;
}

function parseOr(scanner: QueryScanner): RunFilter {
  return parseList(scanner, "or", () => parseList(scanner, "and", () => parsePart(scanner)));
}

function parseList(scanner: QueryScanner, kind: "and" | "or", parse: () => RunFilter): RunFilter {
  const first = parse();
  const parts = [first];
  while (scanner.accept(kind.toUpperCase())) parts.push(parse());
  return parts.length === 1 ? first : { kind, parts };
}

function parsePart(scanner: QueryScanner): RunFilter {
  if (!scanner.accept("(")) return parseComparison(scanner);
  const filter = parseOr(scanner);
  scanner.expect(")", "close the parenthesis");
  return filter;
}

function parseComparison(scanner: QueryScanner): RunFilter {
  const field = scanner.takeField();
  if (scanner.accept("IS")) {
    const not = scanner.accept("NOT");
    scanner.expect("NULL", "write IS NULL or IS NOT NULL");
    return { kind: "null", field, not };
  }
  const not = scanner.accept("NOT");
  if (not || isKeyword(scanner.peek(), "IN")) {
    scanner.expect("IN", "write NOT IN ('a', 'b')");
    return { kind: "in", field, values: parseValues(scanner, field), not };
  }
  const operator = takeComparator(scanner, field);
  const token = scanner.peek();
  const value = takeValue(scanner, field);
  if (/^I?LIKE$/.test(operator) ? isNumberField(field) || typeof value === "number" : !isComparable(operator, value)) {
    const hint = typeof value === "number" ? "use a quoted pattern" : "use a number, or = and !=";
    scanner.fail(`${operator} cannot compare ${formatRunField(field)} with ${JSON.stringify(value)}; ${hint}`, token);
  }
  return { kind: "compare", field, operator, value };
}

/** Strings have no order here: that of numbers in strings would surprise. */
function isComparable(operator: Comparator, value: string | number): boolean {
  return typeof value === "number" || operator === "=" || operator === "!=";
}

function isKeyword({ kind, text }: QueryToken, keyword: string): boolean {
  return kind === "word" && text.toUpperCase() === keyword;
}

function takeComparator(scanner: QueryScanner, field: RunField): Comparator {
  const token = scanner.peek();
  const name = token.text.toUpperCase();
  if (token.kind === "operator" || token.kind === "word") {
    switch (name) {
      case "=":
      case "!=":
      case "<":
      case "<=":
      case ">":
      case ">=":
      case "LIKE":
      case "ILIKE":
        scanner.take();
        return name;
      case "==":
        return scanner.fail('"==" is not an operator; use "="');
      case "<>":
        return scanner.fail('"<>" is not an operator; use "!="');
    }
  }
  return scanner.fail(
    `expected a comparison after ${formatRunField(field)}, got ${scanner.describe()}; use ${comparators}`,
  );
}

function parseValues(scanner: QueryScanner, field: RunField): (string | number)[] {
  scanner.expect("(", "list the values in parentheses, such as ('a', 'b')");
  const values = [takeValue(scanner, field)];
  while (scanner.accept(",")) values.push(takeValue(scanner, field));
  scanner.expect(")", "close the parenthesis");
  return values;
}

function takeValue(scanner: QueryScanner, field: RunField): string | number {
  const token = scanner.peek();
  if (token.kind === "number" && field.kind !== "dataset" && (field.kind !== "attribute" || isNumberField(field))) {
    return Number(scanner.take().text);
  }
  if (token.kind === "string" && field.kind !== "metric") {
    scanner.take();
    return isNumberField(field) ? toTime(scanner, token) : token.text;
  }
  const expected =
    field.kind === "metric" ? "a number" : isNumberField(field) ? "a number or a quoted time" : "a quoted value";
  const hint = token.kind === "word" || token.kind === "number" ? `; write '${token.text}'` : "";
  const fix = field.kind === "metric" ? "" : hint;
  return scanner.fail(`expected ${expected} for ${formatRunField(field)}, got ${scanner.describe()}${fix}`);
}

/** Milliseconds of a quoted ISO 8601 date (UTC) or time. */
function toTime(scanner: QueryScanner, token: QueryToken): number {
  const time = /^\d{4}-\d\d(-\d\d)?/.test(token.text) ? Date.parse(token.text) : Number.NaN;
  return Number.isNaN(time)
    ? scanner.fail(`"${token.text}" is not an ISO 8601 time; write '2026-11-29' or '2026-11-29T08:00:00Z'`, token)
    : time;
}
