import type { JsonObject } from "../../core/json.js";
import type { CellMemory, ExecuteOptions, ExecuteOutcome } from "./kernel.js";
import type { KernelSpec } from "./kernel-spec.js";

/** What a request to run code says; to tslab with the shim also what the shim does beside it. */
export function executeContent(
  code: string,
  { shim }: KernelSpec,
  { restore, secrets = [] }: Pick<ExecuteOptions, "restore" | "secrets">,
): JsonObject {
  const own = shim ? { cuaderno: { remember: true, secrets, ...(restore === undefined ? {} : { restore }) } } : {};
  const asks = { silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true };
  return { code, ...asks, ...own };
}

/** What the shim told in its reply. */
export function parseMemory(
  content: JsonObject,
): Pick<ExecuteOutcome & { readonly kind: "ok" }, "memory" | "environment"> {
  const told = content.cuaderno as unknown as { readonly environment: Readonly<Record<string, string>> } & CellMemory;
  if (told === undefined) return {};
  const { environment, ...memory } = told;
  return { memory, environment };
}
