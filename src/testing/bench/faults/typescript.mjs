import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";

/** The checkout's folder. */
export const rootFolder = fileURLToPath(new URL("../../../../", import.meta.url));

/** The exports of a TypeScript module of `src/testing`, bundled for Node. */
export async function importTesting(name) {
  const outfile = join(rootFolder, ".cache", "bench", `${name}.mjs`);
  buildSync({
    entryPoints: [join(rootFolder, "src", "testing", `${name}.ts`)],
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile,
    logLevel: "warning",
  });
  return import(pathToFileURL(outfile));
}
