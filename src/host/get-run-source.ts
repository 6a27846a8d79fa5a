import { isAbsolute, relative } from "node:path";

/** What runs: a notebook or a program, by its path. */
export interface Source {
  readonly name: string;
  readonly type: "NOTEBOOK" | "LOCAL";
}

/**
 * What runs at the moment: the notebook that the environment names, else the program's file. Paths below `root` are given from there.
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

/** A kernel's own program says nothing about the notebook that it serves. */
function isKernel(program: string): boolean {
  return /[/\\]node_modules[/\\]tslab[/\\]/.test(program);
}
