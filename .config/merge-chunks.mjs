// Joins the small chunks of a bundle to few files: loading takes most of a millisecond for each file. Chunks are joined when the same main
// programs load them, and apart from those that use Node, so that what runs in a browser stays free of it.
import { basename, dirname, join, relative, resolve } from "node:path";
import { parse } from "acorn";
import { build } from "esbuild";

const maxSmallBytes = 2_000;

/**
 * The files of a bundle after its small chunks were joined, by path. `outputs` are those of esbuild's metafile, `contents` the files; each of `programs`
 * is a list of modules, by their sources.
 */
export async function mergeChunks(outputs, contents, programs, folder) {
  const files = new Map(
    Object.entries(outputs).map(([path, output]) => [
      resolve(path),
      {
        source: output.entryPoint && resolve(output.entryPoint),
        exports: output.exports,
        bytes: output.bytes,
        external: output.imports.some(({ external }) => external),
        statics: output.imports
          .filter(({ kind, external }) => kind === "import-statement" && !external)
          .map(({ path: to }) => resolve(to)),
        usesNode: output.imports.some(({ path: to, external }) => external && to.startsWith("node:")),
      },
    ]),
  );
  const closure = (path, seen = new Set()) => {
    if (seen.has(path)) return seen;
    seen.add(path);
    for (const next of files.get(path).statics) closure(next, seen);
    return seen;
  };
  const getOutput = (program) => [...files].find(([, { source }]) => source === program)?.[0];
  const loads = programs.map((ways) => new Set(ways.flatMap((way) => [...closure(getOutput(way))])));
  // What every program may load although it needs only part of it: a file more takes longer.
  const isSmall = (path) => {
    const parts = [...closure(path)].map((part) => files.get(part));
    return parts.reduce((bytes, part) => bytes + part.bytes, 0) < maxSmallBytes && !parts.some((part) => part.external);
  };
  const groups = new Map();
  for (const [path, { source }] of files) {
    if (source !== undefined) continue;
    const loaded = loads.map((paths) => (paths.has(path) ? 1 : 0)).join("");
    if (!loaded.includes("1")) continue;
    const kind = [...closure(path)].some((part) => files.get(part).usesNode) ? "node" : "any";
    const key = isSmall(path) ? "small" : `${kind}-${loaded}`;
    groups.set(key, [...(groups.get(key) ?? []), path]);
  }
  const joined = new Map();
  const result = new Map(contents);
  for (const [key, paths] of groups) {
    const target = join(folder, `joined-${key}.js`);
    for (const [index, path] of paths.entries()) {
      joined.set(path, { target, prefix: `c${index}_` });
      result.delete(path);
    }
    result.set(target, await joinChunks(paths, files, contents));
  }
  for (const [path, text] of result) result.set(path, redirect(path, text, joined));
  return result;
}

async function joinChunks(paths, files, contents) {
  const list = paths.map((path, index) => {
    const names = files.get(path).exports.map((name) => `${name} as c${index}_${name}`);
    return `export { ${names.join(", ")} } from "./${basename(path)}";`;
  });
  const folder = dirname(paths[0]);
  const inside = new Set(paths);
  const chunks = {
    name: "chunks",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path: name }) => {
        const path = resolve(folder, name);
        return inside.has(path) ? { path, namespace: "chunk" } : { path: name, external: true };
      });
      onResolve({ filter: /^[^.]/ }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => ({ contents: contents.get(path), loader: "js" }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: list.join("\n"), resolveDir: folder },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    plugins: [chunks],
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

/** Imports of joined chunks become imports of the files that they were joined to. */
function redirect(path, code, joined) {
  let result = "";
  let at = 0;
  for (const node of parse(code, { ecmaVersion: "latest", sourceType: "module", allowHashBang: true }).body) {
    const found = node.source && joined.get(resolve(dirname(path), node.source.value));
    if (!found) continue;
    const to = relative(dirname(path), found.target).replaceAll("\\", "/");
    const from = JSON.stringify(to.startsWith(".") ? to : `./${to}`);
    const isImport = node.type === "ImportDeclaration";
    const names = node.specifiers.map(({ imported, local, exported }) => {
      const [outer, inner] = isImport ? [imported.name, local.name] : [local.name, exported.name];
      return `${found.prefix}${outer} as ${inner}`;
    });
    const statement = `${isImport ? "import" : "export"} { ${names.join(", ")} } from ${from};`;
    result += code.slice(at, node.start) + (names.length === 0 ? `import ${from};` : statement);
    at = node.end;
  }
  return result + code.slice(at);
}
