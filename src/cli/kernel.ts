import { join, resolve } from "node:path";
import { packageVersion } from "../host/package-version.js";
import { findKernelProblem } from "../notebook/kernel/find-kernel-problem.js";
import { listKernelSpecs } from "../notebook/kernel/find-kernel-spec.js";
import { installKernel, uninstallKernel } from "../notebook/kernel/install-kernel.js";
import { jupyterDataFolder } from "../notebook/kernel/jupyter-paths.js";
import { jupyterWorld } from "../runner/run/jupyter-world.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { textTable } from "./text-table.js";

/** `cuaderno kernel`: puts the TypeScript kernel and the figure extension into Jupyter, takes them out, lists kernels. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .command("install")
    .description("put the TypeScript kernel and the figure extension into Jupyter")
    .option("--prefix <folder>", "below this folder, for example a virtual environment (default: for the user)")
    .addHelpText("after", examples("cuaderno kernel install", "cuaderno kernel install --prefix .venv"))
    .action(async ({ prefix }: { readonly prefix?: string }) => {
      const installed = await installKernel(dataFolder(prefix, context), packageVersion());
      context.print(`kernel     ${installed.kernel}`);
      context.print(`extension  ${installed.extension}`);
      if (installed.replaced !== undefined)
        context.note(`the kernelspec that was there is kept as ${installed.replaced}`);
      context.result(installed);
    });
  command
    .command("uninstall")
    .description("take them out again")
    .option("--prefix <folder>", "below this folder (default: for the user)")
    .action(async ({ prefix }: { readonly prefix?: string }) => {
      const folder = dataFolder(prefix, context);
      const removed = await uninstallKernel(folder);
      for (const path of removed) context.print(`removed ${path}`);
      if (removed.length === 0) context.note(`nothing of Cuaderno is in ${folder}`);
      context.result({ removed });
    });
  command
    .command("list")
    .description("the kernels that notebooks can run in")
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
