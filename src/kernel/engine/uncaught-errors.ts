import type { JsonObject } from "../../core/json.js";
import { currentCell } from "./cell-context.js";
import { describeThrown } from "./describe-thrown.js";

/**
 * Errors of timers and of promises that nobody awaits belong to the cell that started them: they fail it while it runs,
 * and are published by it later. A module's listener for uncaught errors, such as that of Emscripten, is not called.
 */
export function ownUncaughtErrors(): void {
  process.setUncaughtExceptionCaptureCallback((thrown: unknown) => {
    const cell = currentCell();
    const reason = withoutWrapper(thrown);
    if (cell?.isRunning) cell.thrown.push(reason);
    else cell?.publish("error", { ...describeThrown(reason, cell.name) } as unknown as JsonObject);
  });
}

/** Node wraps the reason of a rejection that is not an error. */
function withoutWrapper(thrown: unknown): unknown {
  if ((thrown as { readonly code?: unknown } | null)?.code !== "ERR_UNHANDLED_REJECTION") return thrown;
  const [, reason = ""] = /with the reason "([\s\S]*)"\.$/.exec((thrown as Error).message) ?? [];
  return reason;
}
