import * as nodeModule from "node:module";
import { loadNotebook } from "./loader-hooks.js";

// `node --import cuaderno/notebook-modules program.js`: notebooks can be imported from here on.

type NextLoad = (url: string, context: object) => object;
interface LoadHooks {
  readonly load: (url: string, context: object, nextLoad: NextLoad) => object;
}

// Node 22.15 and later call hooks in the thread of the program.
const { registerHooks } = nodeModule as { readonly registerHooks?: (hooks: LoadHooks) => void };
if (registerHooks === undefined) nodeModule.register(new URL("./loader-hooks.js", import.meta.url));
else registerHooks({ load: (url, context, nextLoad) => loadNotebook(url) ?? nextLoad(url, context) });
process.setSourceMapsEnabled(true);
