import { lineChanges } from "./line-changes.js";
import { withoutVolatile } from "./without-volatile.js";

/** A sentence on a number, or on lines of text, that changed. */
export interface TextChange {
  readonly kind: "number" | "text";
  readonly message: string;
}

/**
 * Digits, grouped by commas in threes or not at all, with sign, decimals and exponent; not the parts of dates and
 * times.
 */
const numberPattern =
  /(?<![\w.]|\d[-:])[-+−]?(?:(?:(?<!\d,)\d{1,3}(?:,\d{3})+(?!\d|,\d)|\d+)(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?(?!\w|[-:]\d)/gi;
const maxNumbers = 10;

/** When two strings count as the same: see `CompareOutputsOptions`. */
export interface CompareOptions {
  readonly tolerance: number;
  readonly strict: boolean;
}

/**
 * Where two strings differ in numbers only, the numbers that are further apart than the tolerance; otherwise the lines.
 */
export function textChanges(old: string, now: string, { tolerance, strict }: CompareOptions): readonly TextChange[] {
  const [before, after] = strict ? [old, now] : [withoutVolatile(old), withoutVolatile(now)];
  if (before === after) return [];
  const [oldNumbers, numbers] = [numbersIn(before), numbersIn(after)];
  if (template(before, oldNumbers) !== template(after, numbers)) return lineSentences(before, after);
  const changes = oldNumbers.flatMap(({ text, value, offset }, index): readonly TextChange[] => {
    const found = numbers[index];
    if (found === undefined || almostEqual(value, found.value, tolerance)) return [];
    const message = `${labelBefore(before, offset)}${text} → ${found.text}${relativeChange(value, found.value)}`;
    return [{ kind: "number", message }];
  });
  if (changes.length === 0 && strict) return lineSentences(before, after);
  const rest = changes.length - maxNumbers;
  if (rest <= 0) return changes;
  return [...changes.slice(0, maxNumbers), { kind: "number", message: `and ${rest} more numbers` }];
}

/** Whether two numbers differ by at most a share of the larger one. */
export function almostEqual(a: number, b: number, tolerance: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(b - a) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
}

interface FoundNumber {
  readonly text: string;
  readonly value: number;
  readonly offset: number;
}

function numbersIn(text: string): readonly FoundNumber[] {
  return [...text.matchAll(numberPattern)].map((match) => ({
    text: match[0],
    value: Number(match[0].replaceAll(",", "").replace("−", "-")),
    offset: match.index,
  }));
}

/** The string with a marker instead of every number. */
function template(text: string, numbers: readonly FoundNumber[]): string {
  let end = 0;
  let result = "";
  for (const { text: found, offset } of numbers) {
    result += `${text.slice(end, offset)}\u0000`;
    end = offset + found.length;
  }
  return result + text.slice(end);
}

/** The words before a number in its line. */
function labelBefore(text: string, offset: number): string {
  const line = text
    .slice(text.lastIndexOf("\n", offset - 1) + 1, offset)
    .replace(/\s+/g, " ")
    .trimStart();
  if (line.trim() === "") return "";
  return `${line.length > 40 ? `…${line.slice(-39)}` : line}${/\s$/.test(line) ? "" : " "}`;
}

function relativeChange(before: number, after: number): string {
  if (!(Math.abs(before) > 0) || !Number.isFinite(after)) return "";
  const share = (100 * (after - before)) / Math.abs(before);
  return ` (${share > 0 ? "+" : ""}${Number(share.toPrecision(2))} %)`;
}

function lineSentences(before: string, after: string): readonly TextChange[] {
  const lines = lineChanges(before, after);
  const removed = lines.filter(({ kind }) => kind === "removed");
  const added = lines.filter(({ kind }) => kind === "added");
  const [old] = removed;
  const [now] = added;
  const first = lines.findIndex(({ kind }) => kind !== "same") + 1;
  if (removed.length === 1 && added.length === 1 && old !== undefined && now !== undefined) {
    return [{ kind: "text", message: `line ${first} was "${short(old.text)}", is "${short(now.text)}"` }];
  }
  const count = (found: readonly unknown[]): string => `${found.length} ${found.length === 1 ? "line" : "lines"}`;
  const example = short((now ?? old)?.text ?? "");
  const from = example === "" ? "" : `: "${example}"`;
  return [{ kind: "text", message: `${count(added)} added, ${removed.length} removed from line ${first} on${from}` }];
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
