import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { EnvironmentError } from "../../core/errors.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import { packageVersion } from "../../host/package-version.js";
import { findJupyterLab } from "../../notebook/kernel/find-jupyter.js";
import { installKernel } from "../../notebook/kernel/install-kernel.js";
import { jupyterWorld } from "../run/jupyter-world.js";

/** How JupyterLab is opened. */
export interface LabOptions {
  /** The root folder of the file browser. */
  readonly folder: string;
  /** A `jupyter` or a virtual environment; default: the active environment, `.venv`, the PATH. */
  readonly jupyter?: string | undefined;
  /** The address that it listens on. Default: 127.0.0.1, for this machine only. */
  readonly ip?: string | undefined;
  /** Default: Jupyter's 8888, or the next free one. */
  readonly port?: number | undefined;
  /** Open a browser. Default: true. */
  readonly browser?: boolean | undefined;
  /** More arguments for `jupyter lab`. */
  readonly args?: readonly string[] | undefined;
  /** Stops it. */
  readonly signal: AbortSignal;
}

const graceMs = 5_000;

/**
 * The exit code of JupyterLab, which runs until it ends or is stopped. It uses the TypeScript kernel and the figure
 * extension of this package, from a temporary folder, whatever else is installed.
 */
export async function startLab(options: LabOptions): Promise<number> {
  const program = findJupyterLab(jupyterWorld(), options.folder, options.jupyter);
  const data = makeTemporaryFolder(join(tmpdir(), "cuaderno-lab-"), "startLab");
  try {
    await installKernel(data, packageVersion());
    const path = [data, process.env.JUPYTER_PATH]
      .filter((entry) => entry !== undefined && entry !== "")
      .join(delimiter);
    const args = [
      `--ServerApp.root_dir=${options.folder}`,
      `--ServerApp.ip=${options.ip ?? "127.0.0.1"}`,
      ...(options.port === undefined ? [] : [`--ServerApp.port=${options.port}`]),
      ...(options.browser === false ? ["--no-browser"] : []),
      ...(options.args ?? []),
    ];
    return await runUntil(program, args, { ...process.env, JUPYTER_PATH: path }, options.signal);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

/** Runs in its own process group, because Jupyter prompts on Ctrl-C; SIGTERM ends it and its kernels. */
function runUntil(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: environment, stdio: ["ignore", "inherit", "inherit"], detached: true });
    let timer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      child.kill("SIGTERM");
      timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    child.once("error", (cause) =>
      reject(
        new EnvironmentError(`lab: cannot start ${program}: ${cause.message}; install JupyterLab, or add it to PATH`, {
          cause,
        }),
      ),
    );
    child.once("exit", (code) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve(signal.aborted ? 0 : (code ?? 1));
    });
  });
}
