import { resolve } from "node:path";
import { ArgumentError, EnvironmentError } from "../core/errors.js";
import { startLab } from "../runner/lab/start-lab.js";
import { type CommandModule, examples } from "./command.js";

interface LabFlags {
  readonly jupyter?: string;
  readonly ip?: string;
  readonly port?: string;
  readonly browser: boolean;
}

/** `cuaderno lab`: opens notebooks in the JupyterLab there is, with kernel and figures ready. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("[folder]", "whose notebooks to show", ".")
    .argument("[words...]", "further words for jupyter lab, after --")
    .option("--jupyter <path>", "a jupyter, or a virtual environment (default: the active one, .venv, the PATH)")
    .option("--ip <address>", "the address to listen on (default: 127.0.0.1)")
    .option("--port <number>", "the port (default: 8888 or the next free one)")
    .option("--no-browser", "do not open a browser")
    .addHelpText(
      "after",
      examples("cuaderno lab", "cuaderno lab notebooks --no-browser", "cuaderno lab --jupyter ~/venvs/lab"),
    )
    .action(async (folder: string, words: readonly string[], flags: LabFlags) => {
      const port = flags.port === undefined ? undefined : Number(flags.port);
      if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
        throw new ArgumentError(`lab: --port takes a whole number from 0 to 65535, got "${flags.port}"`);
      }
      const code = await startLab({
        folder: resolve(context.cwd, folder),
        jupyter: flags.jupyter === undefined ? undefined : resolve(context.cwd, flags.jupyter),
        ip: flags.ip,
        port,
        browser: flags.browser,
        args: words,
        signal: context.signal,
      });
      if (code !== 0)
        throw new EnvironmentError(`lab: JupyterLab ended with exit code ${code}; its own words are above`);
    });
};
