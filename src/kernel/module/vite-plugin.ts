import { loadNotebookModule } from "./load-notebook-module.js";
import type { NotebookSourceMap } from "./source-map.js";

/** A plugin of Vite and Vitest, as far as it is used. */
export interface NotebookModulesPlugin {
  readonly name: string;
  readonly enforce: "pre";
  load(id: string): { readonly code: string; readonly map: NotebookSourceMap } | undefined;
}

/**
 * A plugin for Vitest, with which tests import functions of notebooks: `import { cleanPrices } from
 * "../notebooks/01-clean.ipynb"`. An import runs no cell but those tagged `export`.
 *
 * @example
 * const config = { plugins: [notebookModules()] }; // the default export of vitest.config.ts
 */
export function notebookModules(): NotebookModulesPlugin {
  return {
    name: "cuaderno:notebook-modules",
    enforce: "pre",
    load(id) {
      const [path = ""] = id.split("?");
      if (!path.endsWith(".ipynb")) return undefined;
      const { code, map } = loadNotebookModule(path);
      return { code, map };
    },
  };
}
