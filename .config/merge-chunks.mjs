// Joins the small chunks of a bundle to few files: loading takes most of a millisecond for each file. Chunks are joined when the same main
// programs load them, and apart from those that use Node, so that what runs in a browser stays free of it.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { parse } from "acorn";
import { build } from "esbuild";

/** `outputs` are those of esbuild's metafile; each of `programs` is a list of modules, by their sources. */
export async function mergeChunks(outputs, programs, folder) {
  const files = new Map(
    Object.entries(outputs).map(([path, output]) => [
      resolve(path),
      {
        source: output.entryPoint && resolve(output.entryPoint),
        exports: output.exports,
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
  const groups = new Map();
  for (const [path, { source }] of files) {
    if (source !== undefined) continue;
    const loaded = loads.map((paths) => (paths.has(path) ? 1 : 0)).join("");
    if (!loaded.includes("1")) continue;
    const kind = [...closure(path)].some((part) => files.get(part).usesNode) ? "node" : "any";
    const key = `${kind}-${loaded}`;
    groups.set(key, [...(groups.get(key) ?? []), path]);
  }
  const joined = new Map();
  for (const [key, paths] of groups) {
    const target = join(folder, `joined-${key}.js`);
    for (const [index, path] of paths.entries()) joined.set(path, { target, prefix: `c${index}_` });
    await joinChunks(paths, target, files);
  }
  for (const path of [...files.keys(), ...new Set([...joined.values()].map(({ target }) => target))]) {
    if (!joined.has(path)) redirect(path, joined);
  }
  for (const path of joined.keys()) rmSync(path);
  return [...new Set([...joined.values()].map(({ target }) => target))];
}

async function joinChunks(paths, target, files) {
  const list = paths.map((path, index) => {
    const names = files.get(path).exports.map((name) => `${name} as c${index}_${name}`);
    return `export { ${names.join(", ")} } from "./${basename(path)}";`;
  });
  const inside = new Set(paths);
  const isOutside = {
    name: "outside",
    setup: ({ onResolve }) =>
      onResolve({ filter: /.*/ }, ({ path, resolveDir, kind }) => {
        if (kind === "entry-point") return undefined;
        return path.startsWith(".") && inside.has(resolve(resolveDir, path)) ? undefined : { path, external: true };
      }),
  };
  const { outputFiles } = await build({
    stdin: { contents: list.join("\n"), resolveDir: dirname(target) },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    plugins: [isOutside],
    write: false,
    logLevel: "warning",
  });
  writeFileSync(target, outputFiles[0].text);
}

/** Imports of joined chunks become imports of the files that they were joined to. */
function redirect(path, joined) {
  const code = readFileSync(path, "utf8");
  let result = "";
  let at = 0;
  for (const node of parse(code, { ecmaVersion: "latest", sourceType: "module" }).body) {
    const found = node.source && joined.get(resolve(dirname(path), node.source.value));
    if (!found) continue;
    const from = `"./${relative(dirname(path), found.target)}";`.replace('"./../', '"../').replaceAll("\\", "/");
    const names = node.specifiers.map(({ imported, local, exported }) => {
      const [outer, inner] =
        node.type === "ImportDeclaration" ? [imported.name, local.name] : [local.name, exported.name];
      return `${found.prefix}${outer} as ${inner}`;
    });
    const keyword = node.type === "ImportDeclaration" ? "import" : "export";
    result +=
      code.slice(at, node.start) +
      (names.length === 0 ? `import ${from}` : `${keyword} { ${names.join(", ")} } from ${from}`);
    at = node.end;
  }
  if (at > 0) writeFileSync(path, result + code.slice(at));
}
