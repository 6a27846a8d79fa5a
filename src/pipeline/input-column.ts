import { countLabels } from "../features/encoders/labels.js";
import { sortedQuantile } from "../stats/quantile.js";
import { sortFinite } from "../stats/sort-finite.js";
import type { Column } from "../table/columns.js";
import type { ColumnSpec } from "../table/schema/column.js";
import type { TableSchema } from "../table/schema/schema.js";

/**
 * A column that prediction needs, and what is known of its values: the input contract of a pipeline, column by column.
 */
export interface InputColumn {
  readonly name: string;
  readonly kind: Column["kind"];
  /** Other names under which rows may hold the column: those of the source's files. */
  readonly sources?: readonly string[] | undefined;
  readonly unit?: string | undefined;
  readonly description?: string | undefined;
  /** What the numbers are, where they are not any number. */
  readonly numbers?: "integer" | "boolean" | undefined;
  /** How strings hold the value. */
  readonly format?: InputFormat | undefined;
  /** Whether a row may lack the value: the schema allows it, or training rows lacked it. */
  readonly nullable?: boolean | undefined;
  /** Limits of the schema, included. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Whether a number outside the limits counts as missing, as it did in training. */
  readonly outOfRange?: "refuse" | "missing" | undefined;
  /**
   * The labels of the training rows in code-point order; absent where there were more than 2,000, and for strings of
   * the schema of which most are different.
   */
  readonly labels?: readonly string[] | undefined;
  /** Labels that the schema allows besides those of the training rows. */
  readonly otherLabels?: readonly string[] | undefined;
  /** The most frequent label of the training rows. */
  readonly usual?: string | undefined;
  /** Range of the training rows' values, and the quantiles 0.001 and 0.999. */
  readonly training?: TrainingRange | undefined;
}

/** How strings hold a value, as in `ColumnSpec`. */
export interface InputFormat {
  readonly missing?: readonly string[] | undefined;
  readonly trim?: boolean | undefined;
  readonly decimal?: "," | undefined;
  readonly thousands?: string | undefined;
  readonly percent?: boolean | undefined;
  /** Date formats as in strftime. */
  readonly dates?: readonly string[] | undefined;
}

/** The values that a model learned from. */
export interface TrainingRange {
  readonly min: number;
  readonly max: number;
  readonly low: number;
  readonly high: number;
}

const labelLimit = 2_000;

/** The input column called `name`, described by the training rows and by the schema where it has the column. */
export function describeInput(name: string, column: Column, schema: TableSchema | undefined): InputColumn {
  const spec = schema?.columns[name];
  return {
    name,
    kind: column.kind,
    ...(spec && schema && describeSpec(name, spec, schema)),
    nullable: (spec?.nullable ?? false) || spec?.outOfRange === "missing" || hasMissing(column),
    ...describeValues(column, spec),
  };
}

function describeSpec(name: string, spec: ColumnSpec, schema: TableSchema): Partial<InputColumn> {
  const sources = [spec.source, ...(spec.otherSources ?? [])].filter((source) => source !== undefined);
  const dates = [spec.format, ...(spec.otherFormats ?? [])].filter((format) => format !== undefined);
  return {
    ...(sources.some((source) => source !== name) && { sources }),
    unit: spec.unit,
    description: spec.description,
    ...((spec.kind === "integer" || spec.kind === "boolean") && { numbers: spec.kind }),
    format: {
      missing: spec.missing ?? schema.missing,
      ...((spec.trim ?? schema.trim) === true && { trim: true }),
      decimal: spec.decimal,
      thousands: spec.thousands,
      ...(spec.percent === true && { percent: true }),
      ...(dates.length > 0 && { dates }),
    },
    min: spec.min,
    max: spec.max,
    ...(spec.outOfRange === "missing" && { outOfRange: spec.outOfRange }),
  };
}

function describeValues(column: Column, spec: ColumnSpec | undefined): Partial<InputColumn> {
  if (column.kind === "number" || column.kind === "time") {
    const sorted = sortFinite(column.values);
    if (sorted.length === 0) return {};
    const training = {
      min: sorted[0] ?? 0,
      max: sorted.at(-1) ?? 0,
      low: sortedQuantile(sorted, 0.001),
      high: sortedQuantile(sorted, 0.999),
    };
    return { training };
  }
  const counts = [...countLabels(column)].filter(([label]) => label !== null);
  const labels = counts.map(([label]) => String(label));
  const usual = counts.reduce<(typeof counts)[number] | undefined>(
    (most, entry) => (most === undefined || entry[1] > most[1] ? entry : most),
    undefined,
  )?.[0];
  const rowCount = column.kind === "category" ? column.codes.length : column.values.length;
  const isFree = labels.length > labelLimit || (spec?.kind === "string" && 2 * labels.length > rowCount);
  const otherLabels = (spec?.values ?? []).filter((label) => !labels.includes(label));
  return {
    ...(!isFree && { labels }),
    usual: isFree || usual === undefined ? undefined : String(usual),
    ...(otherLabels.length > 0 && { otherLabels }),
  };
}

function hasMissing(column: Column): boolean {
  if (column.kind === "category") return column.codes.includes(-1);
  return column.kind === "string" ? column.values.includes(null) : column.values.includes(Number.NaN);
}
