import { ArgumentError } from "../core/errors.js";
import { metricMime } from "../notebook/format/metric-mime.js";
import { kernelDisplay } from "./kernel-display.js";

/**
 * Tells a number about this run: a tracked run (`cuaderno run --track`) records it, any other shows it as `name = value`. In a program outside a
 * notebook it is printed.
 *
 * @example metric("rmse", 312.4)
 */
export function metric(name: string, value: number, { step = 0 }: { readonly step?: number } = {}): void {
  if (name === "" || typeof value !== "number" || !Number.isInteger(step)) {
    throw new ArgumentError(
      `metric: takes a name, a number and a whole number as step, got ${JSON.stringify(name)}, ${JSON.stringify(value)}, ${step}`,
    );
  }
  const text = `${name} = ${value}${step === 0 ? "" : ` (step ${step})`}`;
  const display = kernelDisplay();
  if (display === undefined) {
    process.stdout.write(`${text}\n`);
    return;
  }
  // JSON has no word for numbers that are not finite.
  const told = Number.isFinite(value) ? value : String(value);
  display({ [metricMime]: { name, value: told, step }, "text/plain": text });
}
