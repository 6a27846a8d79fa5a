import type { JsonObject } from "../../core/json.js";
import { fromJsonNumber } from "../../core/json-number.js";
import type { KernelOutput } from "../kernel/kernel.js";

/** The mime type of a metric that a cell reports to its runner. */
export const metricMime = "application/vnd.cuaderno.metric+json";

/** One metric as a cell reported it. */
export interface MetricPoint {
  readonly name: string;
  readonly value: number;
  readonly step: number;
  /** The cell that reported it. */
  readonly cell?: string | undefined;
}

/** The metric in a message from a kernel, or undefined. */
export function parseMetric({ type, content }: KernelOutput): MetricPoint | undefined {
  if (type !== "display_data") return undefined;
  const found = (content.data as JsonObject | undefined)?.[metricMime];
  if (found === null || typeof found !== "object" || Array.isArray(found)) return undefined;
  const { name, value, step = 0 } = found as JsonObject;
  const number = fromJsonNumber(value);
  if (typeof name !== "string" || number === undefined || typeof step !== "number") return undefined;
  return { name, value: number, step };
}
