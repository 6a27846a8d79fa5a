import type { LiveResult } from "../compute/view-result.js";
import { liveEngine } from "../live-engine.js";
import type { LiveState } from "../live-state.js";
import { fromContentBytes, type LiveContent } from "../pack/live-content.js";

/** Computes results, in the page or in a worker. */
export interface PageEngine {
  readonly content: LiveContent;
  compute(state: LiveState, only: readonly number[] | undefined): Promise<LiveResult>;
}

/** Pages of more rows compute in a worker, so that they react while they compute. */
const workerRows = 10_000;

/** The engine of a payload; `code` is the script of the page, which also runs in the worker. */
export async function pageEngine(payload: string, code: string): Promise<PageEngine> {
  const packed = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const content = fromContentBytes(bytes);
  if (content.columns.rowCount <= workerRows) return inPage(content);
  try {
    return inWorker(content, bytes, code);
  } catch {
    // Some browsers have no workers in files that are opened from a disk.
    return inPage(content);
  }
}

function inPage(content: LiveContent): PageEngine {
  const engine = liveEngine(content);
  return { content, compute: async (state, only) => engine.compute(state, only) };
}

interface Reply {
  readonly id: number;
  readonly result?: LiveResult | undefined;
  readonly error?: string | undefined;
}

function inWorker(content: LiveContent, bytes: Uint8Array, code: string): PageEngine {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const worker = new Worker(address);
  const waiting = new Map<number, { done(result: LiveResult): void; fail(error: Error): void }>();
  let local: PageEngine | undefined;
  let next = 0;
  worker.postMessage({ bytes });
  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    const caller = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.result === undefined) caller?.fail(new Error(data.error ?? "the worker did not compute"));
    else caller?.done(data.result);
  };
  worker.onerror = () => {
    local ??= inPage(content);
    for (const { fail } of waiting.values()) fail(new Error("the worker did not start"));
    waiting.clear();
  };
  return {
    content,
    compute: (state, only) =>
      local?.compute(state, only) ??
      new Promise<LiveResult>((done, fail) => {
        next += 1;
        waiting.set(next, { done, fail });
        worker.postMessage({ id: next, state, only });
      }).catch((error: unknown) => {
        if (local === undefined) throw error;
        return local.compute(state, only);
      }),
  };
}
