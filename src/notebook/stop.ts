/**
 * Ends the run of the notebook here, on purpose: a headless run is `stopped` and succeeds, cells after this one do not run. In JupyterLab the
 * cell shows the reason, and "Run All" goes no further.
 *
 * @example if (rows.height === 0) stop("nothing new since yesterday")
 */
export function stop(reason: string): never {
  const signal = new Error(reason);
  signal.name = stopName;
  signal.stack = `${stopName}: ${reason}`;
  throw signal;
}

/** What an error is called that ends a run on purpose; a Python notebook may raise an exception of this name. */
export const stopName = "CuadernoStop";
