import { cuadernoKernelName, cuadernoSpec } from "./cuaderno-spec.js";
import { type KernelProcess, startKernelProcess } from "./kernel-process.js";

/** Whether a command line runs notebook files in the kernel of this package, and nothing else first. */
export function startsKernel(args: readonly string[]): boolean {
  const at = args.indexOf("--kernel");
  const isOurs = args.includes(`--kernel=${cuadernoKernelName}`) || (at >= 0 && args[at + 1] === cuadernoKernelName);
  const isOther = args.some((arg) => /^(-h|--(help|memory|watch|dry-run|plan|cached?)(=.*)?)$/.test(arg));
  return args[0] === "run" && isOurs && !isOther && args.some((arg) => arg.endsWith(".ipynb"));
}

/** Starts the kernel of this package before it is known what it runs; undefined where it does not start. */
export async function startEarlyKernel(
  cwd: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<KernelProcess | undefined> {
  // Whoever needs the kernel starts one and reports why it cannot.
  return await startKernelProcess(cuadernoSpec(), { cwd, environment, connectionFile: "" }).catch(() => undefined);
}
