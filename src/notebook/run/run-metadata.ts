import type { JsonObject } from "../../core/json.js";
import type { KernelSpec } from "../kernel/kernel-spec.js";
import type { RunPlan } from "./plan-run.js";
import type { RunData } from "./run-data.js";
import type { RunError } from "./run-result.js";

/** The notebook's metadata with the facts of a run below `cuaderno`; of what stood there, the declared inputs stay. */
export function runMetadata(
  { notebook, path, parameters }: RunPlan,
  facts: {
    readonly status: string;
    readonly started: Date;
    readonly ended: Date;
    readonly kernel: KernelSpec;
    readonly versions: { readonly [name: string]: string };
    readonly data: readonly RunData[];
    readonly stopped: string | undefined;
    readonly failure: RunError | undefined;
  },
): JsonObject {
  const { name, language, origin, shim } = facts.kernel;
  const { inputs } = (notebook.metadata.cuaderno ?? {}) as JsonObject;
  const { failure, stopped } = facts;
  const cuaderno: JsonObject = {
    ...(inputs === undefined ? {} : { inputs }),
    status: facts.status,
    input: path,
    parameters,
    started: facts.started.toISOString(),
    ended: facts.ended.toISOString(),
    kernel: { name, language, origin, shim },
    versions: facts.versions,
    ...(facts.data.length === 0 ? {} : { data: facts.data.map((one) => ({ ...one })) }),
    ...(stopped === undefined ? {} : { reason: stopped }),
    ...(failure === undefined ? {} : { error: { place: failure.location, message: failure.message } }),
  };
  return { ...notebook.metadata, cuaderno };
}
