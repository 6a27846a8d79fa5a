/**
 * Runs work under `signal`; without one, under a signal that ends when the process is asked to stop by Ctrl-C.
 * While the work runs the first Ctrl-C only ends that signal; a second one ends the process as it always does.
 */
export async function stopOnInterrupt<Result>(
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (signal !== undefined) return await work(signal);
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once("SIGINT", stop);
  try {
    return await work(interrupt.signal);
  } finally {
    process.removeListener("SIGINT", stop);
  }
}
