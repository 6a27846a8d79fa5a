// `import { code, sha256 } from "./browser/page-script.ts?bundled"`: a program for the browser, or a style sheet, bundled and minified into a string when the
// package is built (esbuild) or tested (vitest). `sha256` is its hash in base64, by which a content security policy names it.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const stepsPackage = fileURLToPath(new URL("../src/server/standalone/steps-package.ts", import.meta.url));
const suffix = /\?bundled(-node)?$/;

/** Plugin of esbuild. */
export function bundledPlugin() {
  return {
    name: "bundled",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: suffix }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path.replace(suffix, "")),
        namespace: "bundled",
        pluginData: path.endsWith("-node"),
      }));
      onLoad({ filter: /./, namespace: "bundled" }, async ({ path, pluginData }) => {
        const { contents, inputs } = await bundledModule(path, pluginData);
        return { contents, loader: "js", watchFiles: inputs };
      });
    },
  };
}

/** Plugin of vite. Its ids end with `.js`, for vite has ideas of its own about files that end with `.css`. */
export function bundledVitePlugin() {
  const [start, end] = [/^\0bundled(-node)?:/, ".js"];
  return {
    name: "bundled",
    enforce: "pre",
    resolveId(specifier, importer) {
      if (!suffix.test(specifier) || importer === undefined) return;
      const kind = specifier.endsWith("-node") ? "-node" : "";
      return `\0bundled${kind}:${resolve(dirname(importer), specifier.replace(suffix, ""))}${end}`;
    },
    async load(id) {
      if (!start.test(id)) return;
      const path = id.replace(start, "").slice(0, -end.length);
      const { contents, inputs } = await bundledModule(path, id.startsWith("\0bundled-node"));
      for (const input of inputs) this.addWatchFile(input);
      return contents;
    },
  };
}

/** The licences of the packages whose files are bundled, as comments: most ask to be in every copy. */
export function notices(inputs) {
  const folders = inputs.flatMap((input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? []);
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
      const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
      const lines = ["", ...text.split("\n").map((line) => line.trim())].filter((line, at) => at === 0 || line !== "");
      return `/*! ${name} ${version} (${license})${lines.join("\n").replaceAll("*/", "* /").replaceAll("</", "< /")} */\n`;
    })
    .join("");
}

async function bundledModule(path, forNode) {
  const { outputFiles, metafile } = await build({
    entryPoints: [path],
    bundle: true,
    minify: true,
    ...(forNode
      ? {
          platform: "node",
          format: "cjs",
          target: "node20",
          plugins: [bundledPlugin()],
          alias: { cuaderno: stepsPackage },
        }
      : { platform: "browser", format: "iife", target: "es2022" }),
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const code = notices(Object.keys(metafile.inputs)) + outputFiles[0].text.trim();
  const sha256 = createHash("sha256").update(code).digest("base64");
  return {
    contents: `export const code = ${JSON.stringify(code)};\nexport const sha256 = ${JSON.stringify(sha256)};`,
    inputs: Object.keys(metafile.inputs).map((input) => resolve(input)),
  };
}
