import Module, { createRequire } from "node:module";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { EnvironmentError } from "../../core/errors.js";

/** The compiler's interface; types of its nodes are those of `@tslab/typescript-for-tslab`. */
export type TypeScriptCompiler = typeof TypeScript;

let compiler: TypeScriptCompiler | undefined;

/** The TypeScript that tslab compiles cells with. Loaded on first use, which takes up to a third of a second. */
export function loadTypeScript(): TypeScriptCompiler {
  compiler ??= load();
  return compiler;
}

function load(): TypeScriptCompiler {
  const require = createRequire(import.meta.url);
  const { loadCompilerQuickly } = require("../kernel/assets/compiler-cache.cjs") as {
    readonly loadCompilerQuickly: (module: typeof Module) => void;
  };
  try {
    const tslab = require.resolve("tslab/package.json");
    loadCompilerQuickly(Module);
    return createRequire(tslab)("@tslab/typescript-for-tslab") as TypeScriptCompiler;
  } catch (cause) {
    throw new EnvironmentError('runNotebook: package tslab is not installed; run "npm install tslab@1.0.22"', {
      cause,
    });
  }
}
