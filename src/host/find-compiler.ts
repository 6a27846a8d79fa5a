import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EnvironmentError } from "../core/errors.js";

/** An installed TypeScript compiler. */
export interface Compiler {
  readonly version: string;
  /** Version and origin, for messages. */
  readonly label: string;
  /** Path of the program that Node runs. */
  readonly program: string;
  /** Its `moduleResolution` setting. */
  readonly moduleResolution: "bundler" | "node10";
}

/**
 * The TypeScript (>= 5.0) of the project that contains `folder`, else the one inside tslab.
 *
 * @throws EnvironmentError when there is none.
 */
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
    throw new EnvironmentError(
      'checkNotebooks: no TypeScript compiler is installed; run "npm install --save-dev typescript"',
    );
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
