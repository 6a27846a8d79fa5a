import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

/** Compiler options with which cells find the types that their kernels provide. */
export interface CellTypePackages {
  readonly types: readonly string[];
  readonly typeRoots?: readonly string[] | undefined;
  readonly paths?: { readonly tslab: readonly string[] } | undefined;
}

/** Compiler options for what runs in the kernel `cuaderno`. */
export const cuadernoCellOptions = {
  target: "esnext",
  // As much of the library as the oldest supported Node has.
  lib: ["es2023", "esnext.disposable"],
  allowImportingTsExtensions: true,
} as const;

/** What cells find on `globalThis` in the kernel `cuaderno`, in addition to what Node has there. */
export const cuadernoGlobals: string = `declare global {
  /** A line that the user enters; \`password\` hides it. */
  function input(prompt?: string, options?: { readonly password?: boolean }): Promise<string>;
}`;

/**
 * Options for the types of Node and of `tslab`: those of the project that contains the folders, else those that come
 * with this package.
 */
export function cellTypePackages(folders: readonly string[]): CellTypePackages {
  const tslab = dirname(createRequire(import.meta.url).resolve("tslab/package.json"));
  const above = folders.flatMap(foldersAbove);
  const roots = [...above, ...foldersAbove(tslab)].map((folder) => resolve(folder, "node_modules", "@types"));
  const root = roots.find((path) => existsSync(join(path, "node", "package.json")));
  // The kernel makes tslab importable where it is not installed.
  const isInstalled = above.some((folder) => existsSync(join(folder, "node_modules", "tslab")));
  return {
    types: root === undefined ? [] : ["node"],
    typeRoots: root === undefined ? undefined : [root],
    paths: isInstalled ? undefined : { tslab: [join(tslab, "dist", "public.d.ts")] },
  };
}

/** A folder and those that contain it, the nearest first. */
export function foldersAbove(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)];
}
