import { canonicalJson, type Json, type JsonObject } from "../../core/json.js";
import type { PageRecord } from "./page-record.js";
import type { PublishedNumbers } from "./published-numbers.js";

/** How numbers of a page compare with those of another run. */
export type NumberVerdict = "same" | "tolerance" | "differs";

/** The numbers of one output, compared. */
export interface ComparedNumbers {
  /** The code cell, from 1, among the code cells. */
  readonly cell: number;
  readonly what: string;
  readonly verdict: NumberVerdict;
  readonly count: number;
  /** What differs, in words; empty where nothing does. */
  readonly message: string;
}

/** A page's record compared with that of another run. */
export interface ComparedRecords {
  readonly numbers: readonly ComparedNumbers[];
  /** What else differs: code, parameters, data. */
  readonly differences: readonly string[];
  /** Versions that differ, which alone do not make a difference. */
  readonly versions: readonly string[];
}

/**
 * Compares the record of a page with that of another run of its notebook.
 *
 * @param tolerance largest relative difference of two numbers that count as equal
 */
export function compareRecords(
  before: PageRecord,
  after: Omit<PageRecord, "page">,
  tolerance: number,
): ComparedRecords {
  const count = Math.max(before.numbers.length, after.numbers.length);
  const numbers = Array.from({ length: count }, (_, cell) =>
    compareCell(cell + 1, before.numbers[cell] ?? [], after.numbers[cell] ?? [], tolerance),
  );
  return {
    numbers: numbers.flat(),
    differences: [...codeDifferences(before.code, after.code), ...dataDifferences(before.data, after.data)],
    versions: changedKeys(before.versions, after.versions),
  };
}

function compareCell(
  cell: number,
  before: readonly PublishedNumbers[],
  after: readonly PublishedNumbers[],
  tolerance: number,
): readonly ComparedNumbers[] {
  const count = Math.max(before.length, after.length);
  return Array.from({ length: count }, (_, position): ComparedNumbers => {
    const [one, other] = [before[position], after[position]];
    const what = one?.what ?? other?.what ?? "";
    const shared = { cell, what, count: one?.count ?? 0 };
    if (one === undefined) return { ...shared, verdict: "differs", message: "is not on the page" };
    if (other === undefined) return { ...shared, verdict: "differs", message: "is missing in the new run" };
    if (one.hash === other.hash) return { ...shared, verdict: "same", message: "" };
    return { ...shared, ...compareValues(one, other, tolerance) };
  });
}

function compareValues(
  one: PublishedNumbers,
  other: PublishedNumbers,
  tolerance: number,
): Pick<ComparedNumbers, "verdict" | "message"> {
  if (one.count !== other.count) return { verdict: "differs", message: `${one.count} numbers, now ${other.count}` };
  if (one.values === undefined || other.values === undefined) {
    return { verdict: "differs", message: `${one.count} numbers, of which some differ` };
  }
  const pairs = one.values.map((value, index) => ({ index, value, now: other.values?.[index] ?? "" }));
  const changed = pairs.filter(({ value, now }) => !isNear(value, now, tolerance));
  const [first] = changed;
  if (first === undefined) {
    const exact = pairs.every(({ value, now }) => value === now);
    if (exact) return { verdict: "differs", message: "the same numbers, with other labels" };
    return { verdict: "tolerance", message: `within ${tolerance} of the page` };
  }
  const where = one.count === 1 ? "" : `${changed.length} of ${one.count} numbers, first number ${first.index + 1}: `;
  return { verdict: "differs", message: `${where}${first.value}, now ${first.now}${relative(first.value, first.now)}` };
}

function isNear(value: number | string, now: number | string, tolerance: number): boolean {
  if (value === now) return true;
  if (typeof value !== "number" || typeof now !== "number") return false;
  return Math.abs(value - now) <= tolerance * Math.max(Math.abs(value), Math.abs(now));
}

function relative(value: number | string, now: number | string): string {
  if (typeof value !== "number" || typeof now !== "number" || value === 0) return "";
  const share = (100 * (now - value)) / Math.abs(value);
  return ` (${share > 0 ? "+" : ""}${Number(share.toPrecision(2))} %)`;
}

function codeDifferences(before: readonly string[], after: readonly string[]): readonly string[] {
  if (before.length !== after.length) {
    return [`code: the page has ${before.length} code cells, the notebook has ${after.length}`];
  }
  const changed = before.flatMap((hash, cell) => (hash === after[cell] ? [] : [cell + 1]));
  return changed.length === 0 ? [] : [`code: changed in code cell ${changed.join(", ")}`];
}

function dataDifferences(before: readonly Json[], after: readonly Json[]): readonly string[] {
  const byUri = (data: readonly Json[]): JsonObject =>
    Object.fromEntries(
      data.map((item) => {
        const { uri, hash } = (typeof item === "object" ? item : { uri: item }) as JsonObject;
        return [String(uri), hash ?? null];
      }),
    );
  return changedKeys(byUri(before), byUri(after)).map((change) => `data: ${change}`);
}

function changedKeys(before: JsonObject, after: JsonObject): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => canonicalJson(before[name] ?? null) !== canonicalJson(after[name] ?? null))
    .map((name) => `${name}: ${shown(before[name])}, now ${shown(after[name])}`);
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return "none";
  return typeof value === "string" ? value.slice(0, 16) : JSON.stringify(value);
}
