import { formatValue } from "./format-value.js";
import type { CellValue, RunColumn, TableRun } from "./run-columns.js";

/** Positions from 0 to 1 of values: of numbers by their size, of strings by their order. */
export interface ChartScale {
  /** Undefined for a value that has no position. */
  position(value: CellValue): number | undefined;
  readonly ticks: readonly { readonly position: number; readonly label: string }[];
  readonly isLog: boolean;
}

/** The scale of a column: logarithmic for positive numbers that span more than two powers of ten. */
export function chartScale(column: RunColumn, runs: readonly TableRun[]): ChartScale {
  const values = runs.map((run) => column.value(run)).filter((value) => value !== undefined && value !== "");
  const numbers = values.map(Number).filter(Number.isFinite);
  const areNumbers =
    numbers.length > 0 && values.every((value) => !Number.isNaN(Number(value)) || typeof value === "number");
  return areNumbers ? numberScale(numbers) : nameScale([...new Set(values.map(String))].sort());
}

function numberScale(numbers: readonly number[]): ChartScale {
  const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
  const isLog = min > 0 && max / min > 100;
  const [start, end] = isLog ? [Math.log10(min), Math.log10(max)] : [min, max];
  const toPosition = (value: number): number =>
    end === start ? 0.5 : ((isLog ? Math.log10(value) : value) - start) / (end - start);
  const values = isLog ? logTicks(min, max) : roundTicks(min, max);
  const ticks = values.map((value) => ({ position: toPosition(value), label: formatValue(value) }));
  return {
    isLog,
    ticks,
    position(value) {
      const number = value === undefined || value === "" ? Number.NaN : Number(value);
      return Number.isFinite(number) && (!isLog || number > 0) ? toPosition(number) : undefined;
    },
  };
}

/** About five round numbers within a range. */
function roundTicks(min: number, max: number): number[] {
  if (min === max) return [min];
  const rough = (max - min) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(min / step - 1e-9);
  const count = Math.floor(max / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Powers of ten within a range, at most five; with fewer than three, 2 and 5 times them too. */
function logTicks(min: number, max: number): number[] {
  const first = Math.ceil(Math.log10(min) - 1e-9);
  const count = Math.floor(Math.log10(max) + 1e-9) - first + 1;
  if (count < 3) {
    const factors = Array.from({ length: count + 2 }, (_, index) => first - 1 + index);
    return factors
      .flatMap((power) => [1, 2, 5].map((factor) => Number(`${factor}e${power}`)))
      .filter((value) => value >= min && value <= max);
  }
  const every = Math.ceil(count / 5);
  return Array.from({ length: Math.ceil(count / every) }, (_, index) => Number(`1e${first + index * every}`));
}

function nameScale(names: readonly string[]): ChartScale {
  const toPosition = (index: number): number => (names.length === 1 ? 0.5 : index / (names.length - 1));
  const every = Math.ceil(names.length / 12);
  return {
    isLog: false,
    ticks: names
      .map((label, index) => ({
        position: toPosition(index),
        label: cutLabel(label, 18),
      }))
      .filter((_, index) => index % every === 0),
    position(value) {
      const index = value === undefined ? -1 : names.indexOf(String(value));
      return index < 0 ? undefined : toPosition(index);
    },
  };
}

/** A label of a maximum number of characters. */
export function cutLabel(label: string, length: number): string {
  return label.length > length ? `${label.slice(0, Math.max(length - 1, 1))}…` : label;
}
