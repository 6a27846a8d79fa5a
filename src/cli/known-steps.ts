import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { errorMessage } from "../core/error-message.js";
import { ArgumentError } from "../core/errors.js";
import type { RestorableStep } from "../features/step.js";
import { exportedSteps } from "../server/standalone/exported-steps.js";

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
  const { projectSteps: ours } = await import("./project-steps.js");
  if (module === undefined) return ours;
  const loaded: unknown = await import(pathToFileURL(resolve(cwd, module)).href).catch((cause: unknown) => {
    throw new ArgumentError(
      `${command}: --steps: cannot load ${module}: ${errorMessage(cause)}; pass a module that exports steps`,
      { cause },
    );
  });
  const found = exportedSteps(loaded);
  if (found.length > 0) return [...found, ...ours];
  throw new ArgumentError(`${command}: --steps: ${module} exports no step; export what defineStep returns`);
}
