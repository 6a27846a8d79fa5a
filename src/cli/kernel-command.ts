import { join, resolve } from "node:path";
import { packageVersion } from "../host/package-version.js";
import { findKernelProblem } from "../notebook/kernel/find-kernel-problem.js";
import { listKernelSpecs } from "../notebook/kernel/find-kernel-spec.js";
import { installKernel, uninstallKernel } from "../notebook/kernel/install-kernel.js";
import { jupyterDataFolder } from "../notebook/kernel/jupyter-paths.js";
import { jupyterWorld } from "../runner/run/jupyter-world.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { textTable } from "./text-table.js";

/**
 * `cuaderno kernel`: installs the TypeScript kernels and the figure extension for Jupyter, removes them, lists kernels.
 */
export const define: CommandModule["define"] = (command, context) => {
  command
    .command("install")
    .description("install the TypeScript kernels tslab and cuaderno, and the figure extension, for Jupyter")
    .option("--prefix <folder>", "in this folder, for example a virtual environment (default: for the user)")
    .addHelpText("after", examples("cuaderno kernel install", "cuaderno kernel install --prefix .venv"))
    .action(async ({ prefix }: { readonly prefix?: string | undefined }) => {
      const installed = await installKernel(dataFolder(prefix, context), packageVersion());
      context.print(`kernel     ${installed.kernel}`);
      context.print(`kernel     ${installed.fastKernel}`);
      context.print(`extension  ${installed.extension}`);
      if (installed.replaced !== undefined) context.note(`the former kernelspec was saved as ${installed.replaced}`);
      context.result(installed);
    });
  command
    .command("uninstall")
    .description("remove them")
    .option("--prefix <folder>", "from this folder (default: for the user)")
    .action(async ({ prefix }: { readonly prefix?: string | undefined }) => {
      const folder = dataFolder(prefix, context);
      const removed = await uninstallKernel(folder);
      for (const path of removed) context.print(`removed ${path}`);
      if (removed.length === 0) context.note(`no files of Cuaderno in ${folder}`);
      context.result({ removed });
    });
  command
    .command("list")
    .description("list the kernels for notebooks")
    .action(() => {
      const kernels = listKernelSpecs(jupyterWorld()).map((spec) => ({
        name: spec.name,
        language: spec.language,
        origin: spec.origin,
        problem: findKernelProblem(spec, context.environment.PATH ?? ""),
      }));
      if (!context.json) {
        const rows = kernels.map(({ name, language, origin, problem }) => [name, language, origin, problem ?? ""]);
        for (const line of textTable([["kernel", "language", "from", "problem"], ...rows])) context.print(line);
      }
      context.result(kernels);
    });
};

function dataFolder(prefix: string | undefined, context: CommandContext): string {
  if (prefix !== undefined) return join(resolve(context.cwd, prefix), "share", "jupyter");
  return jupyterDataFolder(jupyterWorld());
}
