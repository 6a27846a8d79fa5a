import { build } from "esbuild";
import { bundledPlugin } from "../../.config/bundled.mjs";

/** Modules of this repository as one script for a page, which leaves what they export behind as `cuaderno`. */
export async function browserBundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    plugins: [bundledPlugin()],
    platform: "browser",
    format: "iife",
    globalName: "cuaderno",
    minify: true,
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}
