import type { JsonObject } from "../../core/json.js";
import type { CellMemory, ExecuteOptions, ExecuteOutcome } from "./kernel.js";
import type { KernelSpec } from "./kernel-spec.js";

/** The content of an `execute_request`; for tslab with the shim, with the shim's options. */
export function executeContent(
  code: string,
  { shim }: KernelSpec,
  { restore, secrets = [] }: Pick<ExecuteOptions, "restore" | "secrets">,
): JsonObject {
  const shimOptions = shim
    ? { cuaderno: { remember: true, secrets, ...(restore === undefined ? {} : { restore }) } }
    : {};
  const options = { silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true };
  return { code, ...options, ...shimOptions };
}

/** What the shim adds to an `execute_reply`. */
export function parseMemory(
  content: JsonObject,
): Pick<ExecuteOutcome & { readonly kind: "ok" }, "memory" | "environment"> {
  const added = content.cuaderno as unknown as { readonly environment: Readonly<Record<string, string>> } & CellMemory;
  if (added === undefined) return {};
  const { environment, ...memory } = added;
  return { memory, environment };
}
