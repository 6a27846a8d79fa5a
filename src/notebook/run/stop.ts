/**
 * Ends the run of the notebook here, on purpose: `cuaderno run` calls it `stopped`, which is a success, and cells after
 * this one do not run. For JupyterLab, nbclient and nbconvert it is an error of the name `CuadernoStop`: the cell shows
 * the reason, "Run All" goes no further, and `jupyter nbconvert --execute` fails there.
 *
 * @example if (rows.height === 0) stop("nothing new since yesterday")
 */
export function stop(reason: string): never {
  const signal = new Error(reason);
  signal.name = stopName;
  const shown = `${stopName}: ${reason}`;
  signal.stack = shown;
  // Node would show an error without frames in brackets.
  Object.defineProperty(signal, Symbol.for("nodejs.util.inspect.custom"), { value: () => shown });
  throw signal;
}

/** What an error is called that ends a run on purpose; a Python notebook may raise an exception of this name. */
export const stopName = "CuadernoStop";
