import type { JsonObject } from "../../core/json.js";
import type { Kernel } from "../kernel/kernel.js";
import type { RunPlan } from "./plan-run.js";
import type { RunData } from "./run-data.js";
import type { RunError } from "./run-result.js";

/** What the author of a notebook writes into `cuaderno`. */
const settingNames: readonly string[] = ["inputs", "typecheck"];

/**
 * The notebook's metadata with the facts of a run in `cuaderno`, where the declared inputs and settings stay, and with
 * the kernel that ran.
 */
export function runMetadata(
  { notebook, path, parameters }: RunPlan,
  facts: {
    readonly status: string;
    readonly started: Date;
    readonly ended: Date;
    readonly kernel: Pick<Kernel, "spec" | "info">;
    readonly versions: { readonly [name: string]: string };
    readonly data: readonly RunData[];
    readonly stopped: string | undefined;
    readonly failure: RunError | undefined;
  },
): JsonObject {
  const { name, language, origin, shim } = facts.kernel.spec;
  const settings = Object.entries(notebook.metadata.cuaderno ?? {}).filter(([name]) => settingNames.includes(name));
  const { failure, stopped } = facts;
  const cuaderno: JsonObject = {
    ...(Object.fromEntries(settings) as JsonObject),
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
  return { ...withKernel(notebook.metadata, facts.kernel), cuaderno };
}

/** Metadata that name the kernel that ran; unchanged when they name it already. */
function withKernel(metadata: JsonObject, { spec, info }: Pick<Kernel, "spec" | "info">): JsonObject {
  const { kernelspec, language_info: before } = metadata as { readonly [key: string]: JsonObject | undefined };
  if (kernelspec?.name === spec.name) return metadata;
  const { language_info: language = before } = info;
  return {
    ...metadata,
    kernelspec: { display_name: spec.displayName, language: spec.language, name: spec.name },
    ...(language === undefined ? {} : { language_info: language }),
  };
}
