import { ArgumentError } from "../core/errors.js";
import { kernelDisplay } from "../host/kernel-display.js";
import { metricMime } from "../notebook/format/metric-mime.js";

/** How a metric is reported. */
export interface MetricOptions {
  /** Position in a series. @default 0 */
  readonly step?: number | undefined;
  /** What readers see. @default the name */
  readonly label?: string | undefined;
  readonly unit?: string | undefined;
  /** Show it as a card on the index page of a flow. @default false */
  readonly headline?: boolean | undefined;
}

/**
 * Reports a metric of this run: a tracked run (`cuaderno run --track`) and a flow record it, any other run shows it as
 * `name = value`. Outside a notebook it is printed. NaN and infinities are recorded as they are, as MLflow does: a
 * diverged training is a result too. NaN sorts behind all numbers, fulfills no condition of a flow but `!=`, and like
 * infinities never wins a promotion and is a string in JSON.
 *
 * @throws ArgumentError for an empty name, a value that is not a number or a step that is not an integer
 * @example metric("rmse", 312.4, { unit: "vehicles/h", headline: true }) // undefined
 */
export function metric(name: string, value: number, { step = 0, label, unit, headline }: MetricOptions = {}): void {
  if (name === "" || typeof value !== "number" || !Number.isInteger(step)) {
    throw new ArgumentError(
      `metric: expected a name, a number and an integer step, got ${JSON.stringify(name)}, ${JSON.stringify(value)}, ${step}; for example metric("rmse", 0.42, 3)`,
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
  const details = Object.entries({ label, unit, headline }).filter(([, given]) => given !== undefined);
  display({ [metricMime]: { name, value: json, step, ...Object.fromEntries(details) }, "text/plain": text });
}
