import type { JsonObject } from "../../core/json.js";
import type { CellMemory, ExecuteOptions, ExecuteOutcome } from "./kernel.js";
import type { KernelSpec } from "./kernel-spec.js";

/** The content of an `execute_request`; for tslab with the shim and the kernel of this package, with their options. */
export function executeContent(
  code: string,
  { shim, transport }: KernelSpec,
  { restore, secrets = [] }: Pick<ExecuteOptions, "restore" | "secrets">,
): JsonObject {
  const shimOptions = shim
    ? { cuaderno: { remember: true, secrets, ...(restore === undefined ? {} : { restore }) } }
    : transport === "pipe"
      ? { cuaderno: { secrets } }
      : {};
  const options = { silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: true };
  return { code, ...options, ...shimOptions };
}

/** What the shim and the kernel of this package add to an `execute_reply`. */
export function parseMemory(
  content: JsonObject,
): Pick<ExecuteOutcome & { readonly kind: "ok" }, "memory" | "environment" | "unchecked"> {
  const added = content.cuaderno as unknown as
    | ({
        readonly environment: Readonly<Record<string, string>>;
        readonly unchecked?: boolean | undefined;
      } & Partial<CellMemory>)
    | undefined;
  if (added === undefined) return {};
  const { environment, unchecked, ...memory } = added;
  return "values" in memory ? { memory: memory as CellMemory, environment } : { environment, unchecked };
}
