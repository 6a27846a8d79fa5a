import { FormatError } from "../../core/errors.js";

/** A comparison of a metric with a number or a drift level. */
export interface FlowCondition {
  readonly metric: string;
  readonly operator: "<" | "<=" | ">" | ">=" | "==" | "!=";
  readonly value: number;
  /** As it is written. */
  readonly text: string;
}

/** Drift levels as numbers, so that they compare. */
export const conditionLevels: { readonly [level: string]: number } = { none: 0, warn: 1, fail: 2 };

/**
 * The condition that a string holds: `metric operator value`, the value a number, `none`, `warn` or `fail`.
 * @throws FormatError naming `location`
 * @example parseFlowCondition("drift >= fail", "flow.yaml:3:5").value // 2
 */
export function parseFlowCondition(text: string, location: string): FlowCondition {
  const [, metric, operator, value = ""] = /^\s*([\w./ -]+?)\s*(<=|>=|==|!=|<|>)\s*(\S+)\s*$/.exec(text) ?? [];
  const number = conditionLevels[value] ?? (value === "" ? Number.NaN : Number(value));
  if (metric === undefined || operator === undefined || Number.isNaN(number)) {
    throw new FormatError(
      `run: ${location}: invalid condition ${JSON.stringify(text)}; expected "metric >= number", or none, warn, fail as value`,
    );
  }
  return { metric, operator: operator as FlowCondition["operator"], value: number, text: text.trim() };
}

/**
 * Whether a condition holds for the metrics of the notebooks that ran before; false when the metric is missing. Of a
 * metric that is NaN only `!=` holds.
 * @example conditionHolds(parseFlowCondition("drift >= warn", "flow.yaml:3:5"), { drift: 2 }) // true
 */
export function conditionHolds(condition: FlowCondition, metrics: { readonly [name: string]: number }): boolean {
  const found = metrics[condition.metric];
  if (found === undefined) return false;
  switch (condition.operator) {
    case "<":
      return found < condition.value;
    case "<=":
      return found <= condition.value;
    case ">":
      return found > condition.value;
    case ">=":
      return found >= condition.value;
    case "==":
      return found === condition.value;
    case "!=":
      return found !== condition.value;
  }
}
