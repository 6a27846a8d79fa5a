import type { JsonObject } from "../../core/json.js";
import type { KernelSpec } from "./kernel-spec.js";

/** A running kernel. */
export interface Kernel {
  readonly spec: KernelSpec;
  /** The kernel's `kernel_info_reply`: implementation, language, versions. */
  readonly info: JsonObject;
  /** Every message about outputs, with the id of the request it belongs to, also after that request is done. */
  onOutput(listener: OutputListener): void;
  /**
   * Names the code that will run, in order: the kernel of this package checks its types ahead, or not at all if they
   * are `checked` already.
   */
  expect?(codes: readonly string[], options?: { readonly checked?: boolean | undefined }): void;
  /** Runs one piece of code. It never rejects for what the code does. */
  execute(code: string, options: ExecuteOptions): Promise<ExecuteOutcome>;
  /** Resolves when it has sent its last message, which may be before its process has ended. */
  readonly silent?: Promise<void> | undefined;
  /** Ends the kernel, with a request if it still replies, and everything it started; removes its connection file. */
  shutdown(): Promise<void>;
}

/**
 * Receives `stream`, `display_data`, `update_display_data`, `execute_result`, `error`, `clear_output` and
 * `execute_input`.
 */
export type OutputListener = (message: KernelOutput) => void;

/** A message about an output. */
export interface KernelOutput {
  readonly requestId: string;
  readonly type: string;
  readonly content: JsonObject;
}

/** Limits of one execution. */
export interface ExecuteOptions {
  /** The id of the request, which the messages about its outputs name. */
  readonly requestId: string;
  /** After this the kernel is interrupted, and killed when that does not help. No limit when undefined. */
  readonly timeoutMs?: number | undefined;
  /** Ends the execution like a time-out. */
  readonly signal?: AbortSignal | undefined;
  /** For tslab with the shim: set these names instead of running the code, which is only checked for its types. */
  readonly restore?: JsonObject | undefined;
  /** Called with a line when the kernel gives no sign for a while. */
  readonly log?: ((line: string) => void) | undefined;
  /** For tslab with the shim: values that the library masks in what cells put on record. */
  readonly secrets?: readonly string[] | undefined;
}

/** How an execution ended. */
export type ExecuteOutcome =
  | {
      readonly kind: "ok" | "error";
      readonly executionCount: number | null;
      /** Of an error: what the reply says about it, if it says anything. */
      readonly error: KernelError | undefined;
      /** False when the idle status did not arrive: outputs may be missing. */
      readonly complete: boolean;
      /** From the kernel of this package: types were to be checked and could not be. */
      readonly unchecked?: boolean | undefined;
      /** Whether the cell ended the kernel, as `exit()` does in IPython. */
      readonly exits?: boolean | undefined;
      /** From tslab with the shim. */
      readonly memory?: CellMemory | undefined;
      /** From tslab with the shim: environment variables that the cell set or changed, by loading a .env file say. */
      readonly environment?: Readonly<Record<string, string>> | undefined;
    }
  /** The kernel refused to run it, because an earlier request failed. */
  | { readonly kind: "aborted" }
  /** The limit passed or the signal came; `killed`: whether the kernel had to be killed. */
  | { readonly kind: "timeout" | "interrupted"; readonly killed: boolean; readonly executionCount: number | null }
  /** The kernel's process ended. */
  | {
      readonly kind: "died";
      readonly code: number | null;
      readonly signal: string | null;
      readonly stderrTail: string;
    };

/** What a cell did to the names of its notebook. */
export interface CellMemory {
  /** Names that it set to plain JSON. */
  readonly values: JsonObject;
  /** Why other names that it set or changed cannot be restored by value. */
  readonly lost: { readonly [name: string]: string };
  /** Those of them whose changes by later cells cannot be seen. */
  readonly hidden: readonly string[];
  /** Of all that it changed, as far as it can be seen. */
  readonly digest: string;
}

/** A failure as a kernel reports it. */
export interface KernelError {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}
