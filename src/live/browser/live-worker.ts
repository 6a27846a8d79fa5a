import { type LiveEngine, liveEngine } from "../live-engine.js";
import type { LiveState } from "../live-state.js";
import { fromContentBytes } from "../pack/live-content.js";

/** A message to the worker: first the content of the page, then states. */
export type WorkerRequest =
  | { readonly bytes: Uint8Array }
  | { readonly id: number; readonly state: LiveState; readonly only: readonly number[] | undefined };

/** Computes the results of states that a page sends. */
export function startWorker(): void {
  let engine: LiveEngine | undefined;
  const scope = self as unknown as {
    onmessage: (event: MessageEvent<WorkerRequest>) => void;
    postMessage(message: unknown): void;
  };
  scope.onmessage = ({ data }) => {
    if ("bytes" in data) {
      engine = liveEngine(fromContentBytes(data.bytes));
      return;
    }
    try {
      scope.postMessage({ id: data.id, result: engine?.compute(data.state, data.only) });
    } catch (error) {
      scope.postMessage({ id: data.id, error: (error as Error).message });
    }
  };
}
