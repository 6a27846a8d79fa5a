import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EnvironmentError } from "../core/errors.js";

/** A TypeScript compiler that can be started. */
export interface Compiler {
  readonly version: string;
  /** In words, for the one who asks what checked the notebooks. */
  readonly label: string;
  /** The program that Node runs. */
  readonly program: string;
  /** How it finds modules, in the words of its settings. */
  readonly moduleResolution: "bundler" | "node10";
}

/** The TypeScript of the project that `folder` is in, from 5.0 on; where there is none, the one inside tslab. */
export function findCompiler(folder: string): Compiler {
  const own = packageAt(createRequire(join(folder, "notebook.js")), "typescript");
  if (own !== undefined && Number.parseInt(own.version, 10) >= 5) {
    const program = join(own.folder, "bin", "tsc");
    const label = `TypeScript ${own.version} of the project`;
    if (existsSync(program)) return { version: own.version, label, program, moduleResolution: "bundler" };
  }
  const require = createRequire(import.meta.url);
  const tslab = packageAt(require, "tslab");
  const inside = tslab && packageAt(createRequire(join(tslab.folder, "package.json")), "@tslab/typescript-for-tslab");
  if (inside === undefined) {
    throw new EnvironmentError('checkNotebooks: no TypeScript was found; run "npm install --save-dev typescript"');
  }
  return {
    version: inside.version,
    label: `TypeScript ${inside.version} of tslab`,
    program: join(inside.folder, "lib", "tsc.js"),
    moduleResolution: "node10",
  };
}

function packageAt(
  require: NodeJS.Require,
  name: string,
): { readonly folder: string; readonly version: string } | undefined {
  try {
    const manifest = require.resolve(`${name}/package.json`);
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
    return { folder: dirname(manifest), version };
  } catch {
    return undefined;
  }
}
