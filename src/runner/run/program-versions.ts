import { createRequire } from "node:module";
import { packageVersion } from "../../host/package-version.js";

/** Versions of the programs that take part in a run of a notebook in this language. */
export function programVersions(language: string): { readonly [name: string]: string } {
  const all = { cuaderno: packageVersion(), node: process.versions.node };
  if (language !== "typescript") return all;
  const tslab = createRequire(import.meta.url)("tslab/package.json") as { version: string };
  return { ...all, tslab: tslab.version };
}
