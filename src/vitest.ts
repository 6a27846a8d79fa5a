// cuaderno/vitest: notebooks in tests

export { notebookModules, type NotebookModulesPlugin } from "./kernel/module/vite-plugin.js";
