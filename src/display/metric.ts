import { ArgumentError } from "../core/errors.js";
import { metricMime } from "../notebook/format/metric-mime.js";
import { kernelDisplay } from "./kernel-display.js";

/**
 * Reports a metric of this run: a tracked run (`cuaderno run --track`) records it, any other shows it as `name = value`. Outside a
 * notebook it is printed.
 *
 * @example metric("rmse", 312.4)
 */
export function metric(name: string, value: number, { step = 0 }: { readonly step?: number } = {}): void {
  if (name === "" || typeof value !== "number" || !Number.isInteger(step)) {
    throw new ArgumentError(
      `metric: expected a name, a number and an integer step, got ${JSON.stringify(name)}, ${JSON.stringify(value)}, ${step}`,
    );
  }
  const text = `${name} = ${value}${step === 0 ? "" : ` (step ${step})`}`;
  const display = kernelDisplay();
  if (display === undefined) {
    process.stdout.write(`${text}\n`);
    return;
  }
  // JSON cannot hold numbers that are not finite.
  const json = Number.isFinite(value) ? value : String(value);
  display({ [metricMime]: { name, value: json, step }, "text/plain": text });
}
