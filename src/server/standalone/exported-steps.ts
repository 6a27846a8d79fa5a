import type { RestorableStep } from "../../features/step.js";

/** The custom steps among the exports of a module, also those in arrays. */
export function exportedSteps(module: unknown): readonly RestorableStep[] {
  return Object.values(module as Readonly<Record<string, unknown>>)
    .flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : [value]))
    .filter(isStep);
}

function isStep(value: unknown): value is RestorableStep {
  return (
    (typeof value === "function" || typeof value === "object") &&
    value !== null &&
    "kind" in value &&
    "restore" in value
  );
}
