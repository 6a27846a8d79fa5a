import type { Plugin } from "esbuild";

export declare function bundledPlugin(): Plugin;
// Typed by vitest's configuration; vite's own types are no dependency of the project.
export declare function bundledVitePlugin(): { readonly name: string };
