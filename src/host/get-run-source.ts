import { isAbsolute, relative } from "node:path";

/** The notebook or program that is running. */
export interface Source {
  readonly name: string;
  readonly type: "NOTEBOOK" | "LOCAL";
}

/**
 * The notebook that the environment names, else the program's file. Paths below `root` are relative to it.
 *
 * @example getRunSource({ given: "/w/a.ipynb", environment: {}, program: undefined, root: "/w" }) // { name: "a.ipynb", type: "NOTEBOOK" }
 */
export function getRunSource({
  given,
  environment,
  program,
  root,
}: {
  readonly given: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly program: string | undefined;
  readonly root: string;
}): Source {
  const notebook = environment.CUADERNO_NOTEBOOK ?? environment.JPY_SESSION_NAME;
  const path = given ?? notebook ?? program ?? "node";
  if (given === undefined && notebook === undefined && isKernel(path)) return { name: "notebook", type: "NOTEBOOK" };
  const inside = isAbsolute(path) ? relative(root, path) : path;
  const name = inside === "" || inside.startsWith("..") ? path : inside;
  return { name, type: name.endsWith(".ipynb") ? "NOTEBOOK" : "LOCAL" };
}

/** The program of a kernel does not say which notebook it runs. */
function isKernel(program: string): boolean {
  return /[/\\]node_modules[/\\]tslab[/\\]|[/\\]dist[/\\]kernel[/\\]kernel-main\.js$/.test(program);
}
