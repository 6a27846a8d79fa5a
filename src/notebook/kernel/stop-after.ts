/** What stops a wait: its limit or a signal. `clear` must be called when the wait is over. */
export interface StopAfter {
  readonly stopped: Promise<"timeout" | "interrupted">;
  clear(): void;
}

/** A promise of the moment at which a limit passes or a signal comes; never, when both are undefined. */
export function stopAfter(timeoutMs: number | undefined, signal: AbortSignal | undefined): StopAfter {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const stopped = new Promise<"timeout" | "interrupted">((resolve) => {
    if (timeoutMs !== undefined) timer = setTimeout(resolve, timeoutMs, "timeout");
    onAbort = () => resolve("interrupted");
    if (signal?.aborted) resolve("interrupted");
    else signal?.addEventListener("abort", onAbort);
  });
  return {
    stopped,
    clear: () => {
      clearTimeout(timer);
      if (onAbort !== undefined) signal?.removeEventListener("abort", onAbort);
    },
  };
}
