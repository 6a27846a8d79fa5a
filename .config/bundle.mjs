import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { parse } from "acorn";
import { build } from "esbuild";
import { bundledPlugin, notices } from "./bundled.mjs";
import { mergeChunks } from "./merge-chunks.mjs";

const programs = [
  "cli/main.ts",
  "kernel/kernel-main.ts",
  "kernel/wire/wire-thread.ts",
  "kernel/module/register.ts",
  "kernel/module/loader-hooks.ts",
  "kernel/module/load-notebook-module.ts",
];

/** CommonJS, which is not bundled. */
const plainPrograms = ["kernel/limited-kernel-main.cjs"];

/** What notebooks that explore use of the package: a cell that imports no more does not load the rest. */
const explored = [
  "display/show.ts",
  "display/metric.ts",
  "display/set-tag.ts",
  "io/tables/read-table.ts",
  "io/sql/sql.ts",
  "report/figures/bar-figure.ts",
  "report/figures/line-figure.ts",
];

/** The programs whose start counts: the modules that they load at first. */
const mainPrograms = [
  "index.ts",
  explored,
  "predict.ts",
  "cli/main.ts",
  "cli/run.ts",
  ["cli/export.ts", "runner/export/export-notebook.ts"],
  "kernel/kernel-main.ts",
  [
    "kernel/engine/engine.ts",
    "kernel/engine/own-names.ts",
    "kernel/cell-loop.ts",
    "kernel/engine/stack-frames.ts",
    "kernel/engine/uncaught-errors.ts",
    "kernel/engine/child-output.ts",
    "kernel/engine/package-imports.ts",
  ],
  "kernel/wire/wire-thread.ts",
];

/** Joins the programs below `source` to one file for each way in, and chunks for what they share: every class and every state exists once. */
export async function bundle(source, output) {
  const subpaths = readdirSync(source).filter((name) => /^[a-z]+\.ts$/.test(name));
  const projects = readdirSync(join(source, "projects")).map((name) => `projects/${name}/index.ts`);
  const { metafile, outputFiles } = await build({
    entryPoints: [...subpaths, ...explored, ...programs, ...projects].map((way) => join(source, way)),
    outbase: source,
    outdir: output,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    alias: Object.fromEntries(
      subpaths.map((file) => [file === "index.ts" ? "cuaderno" : `cuaderno/${file.slice(0, -3)}`, join(source, file)]),
    ),
    define: { "import.meta.url": ownUrl },
    plugins: [bundledPlugin(), ownUrlPlugin(source), statisticsPlugin()],
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const chunks = join(output, "chunks");
  const programPaths = mainPrograms.map((program) => [program].flat().map((way) => join(source, way)));
  const contents = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const files = await mergeChunks(metafile.outputs, contents, programPaths, chunks);
  for (const name of plainPrograms) files.set(join(output, name), readFileSync(join(source, name), "utf8"));
  files.set(join(output, "index-names.json"), JSON.stringify(namesByFile(files.get(join(output, "index.js")))));
  // Files that are there already stay as they are: other processes may be loading them.
  for (const [path, text] of files) {
    if (existsSync(path) && readFileSync(path, "utf8") === text) utimesSync(path, new Date(), new Date());
    else {
      mkdirSync(dirname(path), { recursive: true });
      const mode = statSync(path, { throwIfNoEntry: false })?.mode;
      writeFileSync(`${path}.${process.pid}`, text, { mode });
      renameSync(`${path}.${process.pid}`, path);
    }
  }
  for (const name of readdirSync(chunks)) {
    if (name.endsWith(".js") && !files.has(join(chunks, name))) rmSync(join(chunks, name), { force: true });
  }
}

/** Each name of the package, with the file that has it, and its name there. */
function namesByFile(index) {
  const { body } = parse(index, { ecmaVersion: "latest", sourceType: "module" });
  const imported = new Map(
    body.flatMap(({ type, source, specifiers }) =>
      type === "ImportDeclaration"
        ? specifiers.map(({ local, imported: { name } }) => [local.name, [source.value, name]])
        : [],
    ),
  );
  const exported = body.flatMap(({ type, source, specifiers }) =>
    type === "ExportNamedDeclaration" && source === null ? specifiers : [],
  );
  return Object.fromEntries(exported.map(({ local, exported: { name } }) => [name, imported.get(local.name)]));
}

/** Of simple-statistics the few functions in use are joined with what uses them: loading all others takes as long as a tenth of the package. */
function statisticsPlugin() {
  // Vitest, which joins the programs before tests, has no import.meta.resolve.
  const main = createRequire(import.meta.url).resolve("simple-statistics");
  const path = join(dirname(main), "simple-statistics.mjs");
  return {
    name: "statistics",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^simple-statistics$/ }, () => ({ path, sideEffects: false }));
      onLoad({ filter: /[\\/]simple-statistics\.mjs$/ }, () => ({
        contents: notices([path]) + readFileSync(path, "utf8"),
        loader: "js",
      }));
    },
  };
}

const [ownUrl, joined] = ["cuadernoOwnUrl", "cuadernoJoinedUrl"];

/** A module that looks for files in its folder finds them after it was bundled with others. */
function ownUrlPlugin(source) {
  return {
    name: "own-url",
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const code = readFileSync(path, "utf8");
        if (!code.includes("import.meta.url")) return { contents: code, loader: "ts" };
        const modulePath = relative(source, path).replaceAll("\\", "/").replace(/\.ts$/, ".js");
        const line = `const { url: ${joined} } = import.meta; const ${ownUrl} = ${joined}.slice(0, ${joined}.lastIndexOf("/dist/") + 6) + ${JSON.stringify(modulePath)};`;
        return { contents: code.replace(/^(#!.*\n)?/, `$&${line}`), loader: "ts" };
      }),
  };
}
