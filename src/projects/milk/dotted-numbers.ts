import { defineStep } from "cuaderno";
import type { StepFactory } from "cuaderno/features";
import { amounts, economy } from "./milk-schema.js";

/** Settings of `dottedNumbers`. */
export interface DottedNumbersSettings {
  /**
   * `original`: with the losses of the original project. `correct`: an index has its point after two digits, or after
   * three when it begins with 1; an amount gets as many zeros as bring it nearest to the median of its column.
   */
  readonly reading: "original" | "correct";
}

/**
 * A step that turns the economy's strings into numbers. In the bank's file the decimal point is missing, trailing zeros
 * too, and dots separate the remaining digits in threes from the right, so `82.846.325` and `841.834.519` are both near
 * 83. The usual size of each amount is learned from the training rows, so that a single row can be read later.
 *
 * @example dottedNumbers({ reading: "original" }).kind // "dottedNumbers"
 */
export const dottedNumbers: StepFactory<DottedNumbersSettings, string> = defineStep({
  kind: "dottedNumbers",
  settings: { reading: "correct" } as DottedNumbersSettings,
  inputs: toKinds(economy, "string"),
  outputs: toKinds(economy, "number"),
  fit: (columns) => Object.fromEntries(amounts.map((name) => [name, usualSize(toDigits(columns[name] ?? []))])),
  transform: (columns, { settings: { reading }, learned }) =>
    Object.fromEntries(
      economy.map((name) => {
        const strings = columns[name] ?? [];
        if (!amounts.includes(name)) return [name, strings.map((value) => parseIndex(value ?? "", reading))];
        const usual = reading === "correct" ? (learned[name] ?? null) : null;
        return [name, Array.from(toDigits(strings), (value) => scaleToSize(value, usual))];
      }),
    ),
});

function toKinds<Kind extends string>(names: readonly string[], kind: Kind): Readonly<Record<string, Kind>> {
  return Object.fromEntries(names.map((name) => [name, kind]));
}

/**
 * An index such as `841.834.519`; NaN for a string of another form. The original reading uses the first two parts
 * between dots, and of a first part of three digits that does not begin with 1 its first two and its last digit: 84.1.
 */
function parseIndex(value: string, reading: DottedNumbersSettings["reading"]): number {
  if (!isDotted(value)) return Number.NaN;
  const digits = value.replaceAll(".", "");
  const before = digits.startsWith("1") ? 3 : 2;
  if (reading === "correct") return Number(`${digits.slice(0, before)}.${digits.slice(before)}`);
  const [first = "", second = ""] = value.split(".");
  const joined = first + second;
  if (first.length < 3) return Number(`${joined.slice(0, before)}.${joined.slice(before)}`);
  return Number(before === 3 ? `${first}.${second}` : `${first.slice(0, 2)}.${first.at(-1)}`);
}

/** Amounts without their dots; NaN for a string of another form. */
function toDigits(strings: readonly (string | null)[]): Float64Array {
  return Float64Array.from(strings, (value) =>
    value !== null && isDotted(value) ? Number(value.replaceAll(".", "")) : Number.NaN,
  );
}

/** The median of the decimal logarithms; null for a column without numbers. */
function usualSize(amounts: Float64Array): number | null {
  const sizes = amounts.filter((value) => value > 0).map(Math.log10);
  return sizes.sort()[Math.floor(sizes.length / 2)] ?? null;
}

function scaleToSize(value: number, usual: number | null): number {
  return value > 0 && usual !== null ? value * 10 ** Math.round(usual - Math.log10(value)) : value;
}

function isDotted(value: string): boolean {
  return /^\d+(\.\d+)*$/.test(value);
}
