import type { JsonObject } from "../core/json.js";
import type { ExecuteOutcome } from "./kernel.js";
import type { KernelSpec } from "./kernel-spec.js";
import type { RunStep } from "./plan-run.js";
import { reasonToRerun } from "./restorable-cell.js";
import type { RememberedCell } from "./run-memory.js";
import type { SecretMask } from "./secret-mask.js";

/** Whether a step is restored, and why or why not. */
export interface ResumedStep {
  readonly restore?: { readonly values: JsonObject; readonly outputs: RememberedCell["outputs"] };
  readonly reason?: string;
}

/** What becomes of a step when an earlier run is resumed; nothing is said when none is. */
export function resumeStep(
  step: RunStep,
  key: string | undefined,
  memory: ReadonlyMap<string, RememberedCell> | undefined,
  { shim }: KernelSpec,
): ResumedStep {
  if (memory === undefined) return {};
  if (!shim) return { reason: "only tslab with the shim can set values" };
  const known = key === undefined ? undefined : memory.get(key);
  if (known === undefined) return { reason: "it did not run before, or something it depends on changed" };
  if (known.values === undefined) return { reason: known.rerun };
  const reason = reasonToRerun(step.source);
  if (reason !== undefined) return { reason: `it ${reason}` };
  return { restore: { values: known.values, outputs: known.outputs }, reason: "nothing it depends on changed" };
}

/** What a cell keeps of itself, so that a later run can resume: its key, and its values or why they cannot be kept. */
export function memoryFacts(
  step: RunStep,
  key: string | undefined,
  outcome: ExecuteOutcome,
  mask: SecretMask,
): JsonObject {
  if (key === undefined || step.mayFail || outcome.kind !== "ok" || outcome.memory === undefined) return {};
  if ("rerun" in outcome.memory) return { key, rerun: outcome.memory.rerun };
  const { values } = outcome.memory;
  if (JSON.stringify(mask(values)) !== JSON.stringify(values)) return { key, rerun: "its values hold a secret" };
  return { key, values };
}
