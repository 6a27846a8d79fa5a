import type { JsonObject } from "../../core/json.js";
import { type CellNames, cellNames } from "../cells/cell-names.js";
import { processNames, reasonToRerun } from "../cells/reason-to-rerun.js";
import type { KernelSpec } from "../kernel/kernel-spec.js";
import type { RunStep } from "./plan-run.js";
import type { RememberedCell } from "./run-memory.js";

/** Whether a step is restored, and why or why not. */
export interface ResumedStep {
  readonly restore?: { readonly values: JsonObject; readonly outputs: RememberedCell["outputs"] } | undefined;
  readonly reason?: string | undefined;
  /** Of the changes it made in the earlier run: when it runs again and makes others, no later step can be restored. */
  readonly digest?: string | undefined;
}

/**
 * What becomes of each step when an earlier run is resumed; empty objects when none is. A step is restored when it
 * depends on the same code, parameters and inputs as before, set only plain JSON values, and can have changed nothing
 * else: it does no more than define values, and uses no names whose changes cannot be seen. Functions of cells are
 * followed; imported ones count as stateless when they come from Cuaderno or Node.
 */
export function planResume(
  steps: readonly RunStep[],
  keys: readonly string[],
  memory: ReadonlyMap<string, RememberedCell> | undefined,
  { shim }: KernelSpec,
): readonly ResumedStep[] {
  if (memory === undefined) return steps.map(() => ({}));
  if (!shim) return steps.map(() => ({ reason: "only tslab with the shim can set values" }));
  const hidden = new Set<string>();
  const imports = new Map<string, string>();
  const functions: Map<string, CellNames["functions"][string]> = new Map();
  return steps.map((step, order) => {
    if (step.skip !== undefined) return {};
    const known = memory.get(keys[order] ?? "");
    if (known === undefined) return { reason: "it did not run before, or something it depends on changed" };
    const { digest } = known;
    const names = cellNames(step.source);
    for (const name of names.declared) for (const scope of [hidden, imports, functions]) scope.delete(name);
    for (const [name, from] of Object.entries(names.imports)) imports.set(name, from);
    for (const [name, body] of Object.entries(names.functions)) functions.set(name, body);
    for (const name of Object.keys(known.values ?? {})) hidden.delete(name);
    for (const name of known.hidden) hidden.add(name);
    if (known.values === undefined) return { reason: known.rerun, digest };
    const fault = reasonToRerun(step.source);
    if (fault !== undefined) return { reason: `it ${fault}`, digest };
    const used = step.restorable ? undefined : hiddenUse(names.used);
    if (used !== undefined) return { reason: used, digest };
    return {
      restore: { values: known.values, outputs: known.outputs },
      reason: "nothing it depends on changed",
      digest,
    };
  });

  function hiddenUse(used: readonly string[], seen = new Set<string>()): string | undefined {
    for (const name of used) {
      if (seen.has(name) || !hidden.has(name)) continue;
      seen.add(name);
      const from = imports.get(name);
      if (from !== undefined) {
        if (/^(cuaderno|node:)/.test(from)) continue;
        return `it uses ${name} from ${from}, which may have state; if it has none, set cuaderno.restorable in the cell's metadata`;
      }
      const body = functions.get(name);
      if (body === undefined) return `it uses ${name}, which other cells may have changed`;
      const outer = body.uses.find((other) => processNames.has(other));
      if (outer !== undefined) return `it uses ${name}, which uses ${outer}`;
      const written = body.writes.find((target) => functions.has(target) || imports.has(target));
      const inner = written === undefined ? hiddenUse(body.uses, seen) : `it uses ${name}, which changes ${written}`;
      if (inner !== undefined) return inner;
    }
    return undefined;
  }
}
