import { isAbsolute, relative } from "node:path";

/** What runs: a notebook or a program, by its path. */
export interface Source {
  readonly name: string;
  readonly type: "NOTEBOOK" | "LOCAL";
}

/**
 * What runs at the moment: the notebook that the environment names, else the program's file. Paths below `cwd` are given from there.
 *
 * @example sourceOf({ given: "a.ipynb", environment: {}, program: undefined, cwd: "/w" }) // { name: "a.ipynb", type: "NOTEBOOK" }
 */
export function sourceOf({
  given,
  environment,
  program,
  cwd,
}: {
  readonly given: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly program: string | undefined;
  readonly cwd: string;
}): Source {
  const path = given ?? environment.CUADERNO_NOTEBOOK ?? environment.JPY_SESSION_NAME ?? program ?? "node";
  const inside = isAbsolute(path) ? relative(cwd, path) : path;
  const name = inside === "" || inside.startsWith("..") ? path : inside;
  return { name, type: name.endsWith(".ipynb") ? "NOTEBOOK" : "LOCAL" };
}
