/** Aborts when nothing has happened for a while, or when an outer signal is aborted. */
export interface IdleTimer {
  readonly signal: AbortSignal;
  /** Starts, or starts again. */
  start(): void;
  stop(): void;
}

/** A timer that is running; its signal aborts with a TimeoutError after `ms` without a `start()`. */
export function idleTimer(ms: number, outer: AbortSignal | undefined): IdleTimer {
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  const start = (): void => {
    stop();
    timer = setTimeout(() => limit.abort(new DOMException(`nothing arrived for ${ms} ms`, "TimeoutError")), ms);
  };
  start();
  return { signal: outer === undefined ? limit.signal : AbortSignal.any([outer, limit.signal]), start, stop };
}
