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
  const steps = end === start ? [start] : [0, 0.25, 0.5, 0.75, 1].map((share) => start + share * (end - start));
  const ticks = steps.map((step) => {
    const value = isLog ? 10 ** step : step;
    return { position: toPosition(value), label: formatValue(Number(value.toPrecision(3))) };
  });
  return {
    isLog,
    ticks,
    position(value) {
      const number = value === undefined || value === "" ? Number.NaN : Number(value);
      return Number.isFinite(number) && (!isLog || number > 0) ? toPosition(number) : undefined;
    },
  };
}

function nameScale(names: readonly string[]): ChartScale {
  const toPosition = (index: number): number => (names.length === 1 ? 0.5 : index / (names.length - 1));
  const every = Math.ceil(names.length / 12);
  return {
    isLog: false,
    ticks: names
      .map((label, index) => ({
        position: toPosition(index),
        label: label.length > 18 ? `${label.slice(0, 17)}…` : label,
      }))
      .filter((_, index) => index % every === 0),
    position(value) {
      const index = value === undefined ? -1 : names.indexOf(String(value));
      return index < 0 ? undefined : toPosition(index);
    },
  };
}
