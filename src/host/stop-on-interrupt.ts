/**
 * Runs work with `signal`; without one, with a signal that Ctrl-C aborts.
 * The first Ctrl-C only aborts that signal; a second one ends the process.
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
