import { delimiter, join } from "node:path";
import { EnvironmentError } from "../../core/errors.js";
import { isFile } from "../../files/is-file.js";
import type { JupyterWorld } from "./jupyter-paths.js";

/**
 * The `jupyter-lab` program: the one that `given` names (`jupyter`, `jupyter-lab` or a virtual environment), else of
 * the active environment, of `.venv` in the folder, on the PATH.
 */
export function findJupyterLab({ environment, platform }: JupyterWorld, folder: string, given?: string): string {
  const bin = platform === "win32" ? "Scripts" : "bin";
  const program = platform === "win32" ? "jupyter-lab.exe" : "jupyter-lab";
  if (given !== undefined) {
    const found = [given, join(given, "..", program), join(given, bin, program)].find(
      (path) => path.endsWith(program) && isFile(path),
    );
    if (found !== undefined) return found;
    throw new EnvironmentError(
      `lab: no JupyterLab at ${given}; name a jupyter, or a virtual environment with jupyterlab in it`,
    );
  }
  const environments = [environment.VIRTUAL_ENV, environment.CONDA_PREFIX, join(folder, ".venv")];
  const folders = [
    ...environments.flatMap((prefix) => (prefix ? [join(prefix, bin)] : [])),
    ...(environment.PATH ?? "").split(delimiter).filter((entry) => entry !== ""),
  ];
  const found = folders.map((entry) => join(entry, program)).find(isFile);
  if (found !== undefined) return found;
  const pip = join(".venv", bin, "pip");
  throw new EnvironmentError(
    `lab: no JupyterLab in the active environment, in .venv or on the PATH; install it with "python3 -m venv .venv && ${pip} install jupyterlab"`,
  );
}
