import type { MetricPoint } from "../tracker.js";
import { parsePythonFloat } from "./parse-python-float.js";

/**
 * The points of a metric file, in the order written. Lines that are damaged are reported and left out.
 *
 * @example parseMetric("1700000000000 0.5 3\n", () => {}) // [{ value: 0.5, step: 3, timestamp: 1700000000000 }]
 */
export function parseMetric(text: string, onDamage: (reason: string) => void): MetricPoint[] {
  const points: MetricPoint[] = [];
  if (text === "") {
    onDamage("is empty, and MLflow cannot read the experiment over it; remove it");
    return points;
  }
  for (let start = 0, line = 1; start < text.length; line++) {
    const newline = text.indexOf("\n", start);
    const stop = newline === -1 ? text.length : newline;
    const point = newline === -1 ? undefined : parseLine(text.slice(start, stop));
    if (point !== undefined) points.push(point);
    else
      onDamage(
        `line ${line} ${newline === -1 ? "is cut short" : "is not a time, a value and a step"}; remove that line`,
      );
    start = stop + 1;
  }
  return points;
}

/**
 * The point that counts as the metric's value: the largest by step, then time, then value.
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

const usualLine = /^(-?\d+) (-?\d+(?:\.\d+)?(?:e[+-]\d+)?) (-?\d+)$/;

/** Two fields (no step), three, or five (with a data set's name and digest). */
function parseLine(line: string): MetricPoint | undefined {
  const usual = usualLine.exec(line);
  if (usual !== null) return { value: Number(usual[2]), step: Number(usual[3]), timestamp: Number(usual[1]) };
  const fields = line.trimEnd().split(" ");
  if (fields.length !== 3 && fields.length !== 2 && fields.length !== 5) return undefined;
  const [time = "", written = "", step = "0"] = fields;
  const value = parsePythonFloat(written);
  if (value === undefined || !/^-?\d+$/.test(time) || !/^-?\d+$/.test(step)) return undefined;
  return { value, step: Number(step), timestamp: Number(time) };
}
