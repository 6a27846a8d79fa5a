import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseNotebook } from "../format/notebook.js";
import { cuadernoKernelName, cuadernoSpec } from "./cuaderno-spec.js";
import { type KernelProcess, startKernelProcess } from "./kernel-process.js";
import { preloads } from "./preloads.js";

/** Whether a command line runs notebook files in the kernel of this package, and nothing else first. */
export function startsKernel(args: readonly string[]): boolean {
  const at = args.indexOf("--kernel");
  const isOurs = args.includes(`--kernel=${cuadernoKernelName}`) || (at >= 0 && args[at + 1] === cuadernoKernelName);
  const isOther = args.some((arg) => /^(-h|--(help|memory|watch|dry-run|plan|cached?)(=.*)?)$/.test(arg));
  return args[0] === "run" && isOurs && !isOther && args.some((arg) => arg.endsWith(".ipynb"));
}

/**
 * Starts the kernel of this package before it is known what it runs, with the packages of the first notebook of the
 * command line; undefined where it does not start.
 */
export async function startEarlyKernel(
  args: readonly string[],
  folder: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<KernelProcess | undefined> {
  const { cwd, packages } = earlyPackages(args, folder);
  const environment = { ...variables, CUADERNO_KERNEL_PRELOAD: packages.join(" ") };
  // Whoever needs the kernel starts one and reports why it cannot.
  return await startKernelProcess(cuadernoSpec(), { cwd, environment, connectionFile: "" }).catch(() => undefined);
}

const maxNotebookBytes = 1_000_000;

/**
 * The packages that the kernel may load at once, and the folder that it finds them from: none where the folder is set,
 * or where variables are read later that a package might depend on.
 */
function earlyPackages(
  args: readonly string[],
  folder: string,
): { readonly cwd: string; readonly packages: readonly string[] } {
  const none = { cwd: folder, packages: [] };
  if (args.some((arg) => /^--cwd(=|$)/.test(arg)) || existsSync(join(folder, ".env"))) return none;
  const notebook = resolve(folder, args.find((arg) => arg.endsWith(".ipynb")) ?? "");
  try {
    if (statSync(notebook).size > maxNotebookBytes) return none;
    return { cwd: dirname(notebook), packages: preloads(parseNotebook(readFileSync(notebook, "utf8"), notebook)) };
  } catch {
    // Who reads the notebook reports what is wrong with it.
    return none;
  }
}
