import type { DataFrame } from "nodejs-polars";
import type { TableSchema } from "./schema.js";
import type { TableReport } from "./table-report.js";
import { type ValidateOptions, validateFrame } from "./validate-frame.js";
import { ValidationError, type Violation } from "./validation-error.js";

/** What checking a frame against a schema came to. */
export interface Validation {
  readonly kind: "validation";
  /** Whether no rule is broken. */
  readonly ok: boolean;
  /** Every broken rule, with counts and examples. */
  readonly violations: readonly Violation[];
  /** The rows that keep the rules, in the schema's columns and types; undefined when the table is refused. */
  readonly frame: DataFrame | undefined;
  /** The rows that were left out, each with its location and the rules it breaks. */
  readonly quarantined: DataFrame | undefined;
  /** Rows, missing cells, repeated keys; undefined when the table is refused. */
  readonly report: TableReport | undefined;
}

/**
 * Checks a frame against a schema and says everything that is wrong with it, where `validateFrame` throws. By default
 * the rows that break a rule are set apart (`mode: "quarantine"`). Columns that are absent, unknown or of another type
 * are still refused.
 *
 * @example const { ok, violations } = validateTable(frame, schema("t", { id: column.integer({ min: 0 }) }));
 */
export function validateTable(
  frame: DataFrame,
  schema: TableSchema,
  { mode = "quarantine", onReport, ...options }: ValidateOptions = {},
): Validation {
  const reports: TableReport[] = [];
  const keep = (report: TableReport): void => {
    reports.push(report);
    onReport?.(report);
  };
  try {
    const checked = validateFrame(frame, schema, { ...options, mode, onReport: keep });
    const [report] = reports;
    const violations = report?.violations ?? [];
    return {
      kind: "validation",
      ok: violations.length === 0,
      violations,
      frame: checked,
      quarantined: report?.quarantined,
      report,
    };
  } catch (thrown) {
    if (!(thrown instanceof ValidationError)) throw thrown;
    return {
      kind: "validation",
      ok: false,
      violations: thrown.violations,
      frame: undefined,
      quarantined: undefined,
      report: undefined,
    };
  }
}
