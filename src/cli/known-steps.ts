import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { errorMessage } from "../core/error-message.js";
import { ArgumentError } from "../core/errors.js";
import type { RestorableStep } from "../features/step.js";

/** Option of commands that restore models with custom steps. */
export const stepsOption = [
  "--steps <module>",
  "JavaScript module whose exports include the custom steps of the model; its code is run",
] as const;

/**
 * The custom steps that a model may have: those of the worked projects, and those that a module exports.
 *
 * @throws ArgumentError for a module that cannot be loaded or has no steps.
 */
export async function knownSteps(
  command: string,
  module: string | undefined,
  cwd: string,
): Promise<readonly RestorableStep[]> {
  const { dottedNumbers } = await import("../projects/milk/index.js");
  const { typicalStep } = await import("../projects/telecom/index.js");
  const { holidaySpread } = await import("../projects/traffic/index.js");
  const { dampedTrend } = await import("../projects/worldbank/index.js");
  const ours: readonly RestorableStep[] = [holidaySpread, dampedTrend, dottedNumbers, typicalStep];
  if (module === undefined) return ours;
  const loaded: unknown = await import(pathToFileURL(resolve(cwd, module)).href).catch((cause: unknown) => {
    throw new ArgumentError(
      `${command}: --steps: cannot load ${module}: ${errorMessage(cause)}; pass a module that exports steps`,
      { cause },
    );
  });
  const found = Object.values(loaded as Readonly<Record<string, unknown>>)
    .flat()
    .filter(isStep);
  if (found.length > 0) return [...found, ...ours];
  throw new ArgumentError(`${command}: --steps: ${module} exports no step; export what defineStep returns`);
}

function isStep(value: unknown): value is RestorableStep {
  return (
    (typeof value === "function" || typeof value === "object") &&
    value !== null &&
    "kind" in value &&
    "restore" in value
  );
}
