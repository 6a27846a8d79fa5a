// `import { code, sha256 } from "./browser/page-script.ts?bundled"`: a program for the browser, or a style sheet, bundled and minified into a string when the
// package is built (esbuild) or tested (vitest). `sha256` is its hash in base64, by which a content security policy names it.
import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import { build } from "esbuild";

const suffix = "?bundled";

/** Plugin of esbuild. */
export function bundledPlugin() {
  return {
    name: "bundled",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\?bundled$/ }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path.slice(0, -suffix.length)),
        namespace: "bundled",
      }));
      onLoad({ filter: /./, namespace: "bundled" }, async ({ path }) => {
        const { contents, inputs } = await bundledModule(path);
        return { contents, loader: "js", watchFiles: inputs };
      });
    },
  };
}

/** Plugin of vite. Its ids end with `.js`, for vite has ideas of its own about files that end with `.css`. */
export function bundledVitePlugin() {
  const [start, end] = ["\0bundled:", ".js"];
  return {
    name: "bundled",
    enforce: "pre",
    resolveId(specifier, importer) {
      if (!specifier.endsWith(suffix) || importer === undefined) return;
      return start + resolve(dirname(importer), specifier.slice(0, -suffix.length)) + end;
    },
    async load(id) {
      if (!id.startsWith(start)) return;
      const { contents, inputs } = await bundledModule(id.slice(start.length, -end.length));
      for (const input of inputs) this.addWatchFile(input);
      return contents;
    },
  };
}

async function bundledModule(path) {
  const { outputFiles, metafile } = await build({
    entryPoints: [path],
    bundle: true,
    minify: true,
    platform: "browser",
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const code = outputFiles[0].text.trim();
  const sha256 = createHash("sha256").update(code).digest("base64");
  return {
    contents: `export const code = ${JSON.stringify(code)};\nexport const sha256 = ${JSON.stringify(sha256)};`,
    inputs: Object.keys(metafile.inputs).map((input) => resolve(input)),
  };
}
