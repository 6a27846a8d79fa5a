import type { MetricPoint } from "../tracker.js";
import { parsePythonFloat } from "./parse-python-float.js";

/**
 * Points of a metric file, in the order written. Damaged lines are reported and left out.
 *
 * @example parseMetric("1700000000000 0.5 3\n", () => {}) // [{ value: 0.5, step: 3, timestamp: 1700000000000 }]
 */
export function parseMetric(text: string, onDamage: (reason: string) => void): MetricPoint[] {
  const points: MetricPoint[] = [];
  if (text === "") {
    onDamage("is empty, which makes MLflow fail for the whole experiment; remove it");
    return points;
  }
  for (let start = 0, line = 1; start < text.length; line++) {
    const newline = text.indexOf("\n", start);
    const stop = newline === -1 ? text.length : newline;
    const point = newline === -1 ? undefined : parseLine(text.slice(start, stop));
    if (point !== undefined) points.push(point);
    else
      onDamage(
        `line ${line} ${newline === -1 ? "is truncated" : "is not a timestamp, a value and a step"}; remove that line`,
      );
    start = stop + 1;
  }
  return points;
}

/**
 * The point that is the metric's value: the largest by step, then timestamp, then value.
 *
 * @example lastPoint([{ value: 1, step: 5, timestamp: 0 }, { value: 2, step: 3, timestamp: 9 }])?.value // 1
 */
export function lastPoint(points: readonly MetricPoint[]): MetricPoint | undefined {
  let last: MetricPoint | undefined;
  for (const point of points) if (last === undefined || !isBefore(point, last)) last = point;
  return last;
}

function isBefore(a: MetricPoint, b: MetricPoint): boolean {
  if (a.step !== b.step) return a.step < b.step;
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp;
  return a.value < b.value;
}

const commonLine = /^(-?\d+) (-?\d+(?:\.\d+)?(?:e[+-]\d+)?) (-?\d+)$/;

/** Two fields (no step), three, or five (with the name and digest of a dataset). */
function parseLine(line: string): MetricPoint | undefined {
  const common = commonLine.exec(line);
  if (common !== null) return { value: Number(common[2]), step: Number(common[3]), timestamp: Number(common[1]) };
  const fields = line.trimEnd().split(" ");
  if (fields.length !== 3 && fields.length !== 2 && fields.length !== 5) return undefined;
  const [time = "", written = "", step = "0", dataset, digest] = fields;
  const value = parsePythonFloat(written);
  if (value === undefined || !/^-?\d+$/.test(time) || !/^-?\d+$/.test(step)) return undefined;
  const point = { value, step: Number(step), timestamp: Number(time) };
  return dataset === undefined || digest === undefined ? point : { ...point, dataset: { name: dataset, digest } };
}
