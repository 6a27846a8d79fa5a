import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ArgumentError, EnvironmentError } from "../core/errors.js";
import { startLab } from "../runner/lab/start-lab.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";

interface LabFlags {
  readonly jupyter?: string | undefined;
  readonly ip?: string | undefined;
  readonly port?: string | undefined;
  readonly browser: boolean;
}

/** `cuaderno lab`: opens notebooks in an installed JupyterLab, with the kernel and the figures of this package. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("[folder]", "the root folder (default: notebooks if it exists, else this folder)")
    .argument("[options...]", "options of jupyter lab, such as --allow-root; passed through")
    .option("--jupyter <path>", "a jupyter, or a virtual environment (default: the active one, .venv, the PATH)")
    .option("--ip <address>", "the address to listen on (default: 127.0.0.1)")
    .option("--port <number>", "the port (default: 8888 or the next free one)")
    .option("--no-browser", "do not open a browser")
    .allowUnknownOption()
    .addHelpText(
      "after",
      examples(
        "cuaderno lab",
        "cuaderno lab notebooks --no-browser --allow-root",
        "cuaderno lab --ServerApp.allow_origin='*'",
        "cuaderno lab --jupyter ~/venvs/lab",
      ),
    )
    .action((_folder, _options, flags: LabFlags) => lab(splitArgs(command.args), flags, context));
};

async function lab({ folder, options }: LabArgs, flags: LabFlags, { cwd, signal }: CommandContext): Promise<void> {
  const port = flags.port === undefined ? undefined : Number(flags.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
    throw new ArgumentError(
      `lab: --port: expected an integer from 0 to 65535, got "${flags.port}"; for example --port 8888`,
    );
  }
  const code = await startLab({
    folder: resolve(cwd, folder ?? (existsSync(resolve(cwd, "notebooks")) ? "notebooks" : ".")),
    jupyter: flags.jupyter === undefined ? undefined : resolve(cwd, flags.jupyter),
    ip: flags.ip,
    port,
    browser: flags.browser,
    args: options,
    signal,
  });
  if (code !== 0) throw new EnvironmentError(`lab: JupyterLab ended with exit code ${code}; its messages are above`);
}

interface LabArgs {
  readonly folder: string | undefined;
  readonly options: readonly string[];
}

/** The folder comes first; options that this command does not know are those of Jupyter. */
function splitArgs(args: readonly string[]): LabArgs {
  const [first, ...rest] = args;
  return first === undefined || first.startsWith("-")
    ? { folder: undefined, options: args }
    : { folder: first, options: rest };
}
