import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as cuaderno from "../index.js";
import { rootFolder, sourceFiles } from "./source-files.js";

const manifest = JSON.parse(readFileSync(join(rootFolder, "package.json"), "utf8")) as {
  version: string;
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional: boolean }>;
};

describe("the package", () => {
  it("has a short everyday list, and every name of it in exactly one subpath", async () => {
    const subpaths = Object.keys(manifest.exports).filter((name) => /^\.\/[a-z]+$/.test(name) && name !== "./predict");
    const lists = await Promise.all(subpaths.map(async (name) => Object.keys(await import(`../${name.slice(2)}.ts`))));
    const everyday = Object.keys(cuaderno);
    const counts = new Map(everyday.map((name) => [name, lists.filter((list) => list.includes(name)).length]));
    const core = ["contentHash", "randomSource"];
    const misplaced = [...counts].filter(
      ([name, count]) => count !== 1 && !name.endsWith("Error") && !core.includes(name),
    );
    expect(misplaced).toEqual([]);
    expect(everyday.length).toBeLessThanOrEqual(150);
  });

  it("has only what the design names at the top level", () => {
    const allowed =
      /^(package\.json|package-lock\.json|tsconfig\.json|notebooks|src|data|mlruns|docker-compose\.yml|README\.md|LICENSE|node_modules|dist|reports|\..+)$/;
    expect(readdirSync(rootFolder).filter((name) => !allowed.test(name))).toEqual([]);
  });

  it("depends on the packages that the design names, and imports no other", () => {
    const decided = [
      "@aws-sdk/client-s3",
      "@aws-sdk/s3-request-presigner",
      "@duckdb/node-api",
      "@hono/node-server",
      "@smithy/core",
      "@smithy/signature-v4",
      "acorn",
      "anser",
      "arquero",
      "commander",
      "diff",
      "dotenv",
      "fflate",
      "fzstd",
      "highlight.js",
      "hono",
      "katex",
      "markdown-it",
      "minimatch",
      "ml-regression",
      "ml-xgboost",
      "nodejs-polars",
      "oxc-transform",
      "plotly.js-dist-min",
      "postcss",
      "sanitize-html",
      "simple-statistics",
      "tslab",
      "yaml",
      "zeromq",
    ];
    expect(Object.keys(manifest.dependencies)).toEqual(decided);
    const optional = Object.keys(manifest.peerDependencies);
    expect(Object.entries(manifest.peerDependenciesMeta)).toEqual(optional.map((name) => [name, { optional: true }]));
    const inherited = ["@tslab/typescript-for-tslab", "cuaderno"];
    // Scripts of pages are bundled when the package is built.
    const bundled = ["preact", "uplot"];
    const imported = sourceFiles().flatMap((file) =>
      file.imports
        .map(({ specifier }) => specifier)
        .filter((specifier) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
        .map((specifier) =>
          specifier
            .split("/")
            .slice(0, specifier.startsWith("@") ? 2 : 1)
            .join("/"),
        )
        .filter((name) => ![...decided, ...optional, ...inherited].includes(name))
        .filter((name) => !(file.path.includes("/browser/") && bundled.includes(name)))
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(imported).toEqual([]);
  });

  it("prints its version without loading anything heavy", () => {
    const folder = mkdtempSync(join(tmpdir(), "cuaderno-version-"));
    const { stdout } = spawnSync(process.execPath, [join(rootFolder, "dist", "cli", "main.js"), "--version"], {
      encoding: "utf8",
      env: { ...process.env, NODE_V8_COVERAGE: folder },
    });
    const loaded = readdirSync(folder).flatMap((name) => {
      const coverage = JSON.parse(readFileSync(join(folder, name), "utf8")) as { result: { url: string }[] };
      return coverage.result.map(({ url }) => url).filter((url) => url.startsWith("file:"));
    });
    rmSync(folder, { recursive: true });
    expect(stdout).toBe(`${manifest.version}\n`);
    expect(loaded.some((url) => url.endsWith("/dist/cli/main.js"))).toBe(true);
    expect(loaded.filter((url) => url.includes("/node_modules/"))).toEqual([]);
    expect(loaded.length).toBeLessThan(10);
  });

  it("holds every class once, whatever way in it is imported by", () => {
    const dist = join(rootFolder, "dist");
    const programs = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
    const classes = programs.flatMap(
      (name) => readFileSync(join(dist, name), "utf8").match(/^var \w*Error\w* = class.*/gm) ?? [],
    );
    expect(classes.length).toBeGreaterThan(5);
    expect(classes.length).toBe(new Set(classes).size);
    // Its variable is its name, which errors show.
    expect(classes.filter((line) => !/^var [A-Za-z]+ = class (extends \w+ )?\{/.test(line))).toEqual([]);
  });

  it("is imported without loading anything heavy", () => {
    const folder = mkdtempSync(join(tmpdir(), "cuaderno-import-"));
    spawnSync(process.execPath, ["-e", "import('cuaderno')"], {
      cwd: rootFolder,
      env: { ...process.env, NODE_V8_COVERAGE: folder },
    });
    const packages = readdirSync(folder).flatMap((name) => {
      const coverage = JSON.parse(readFileSync(join(folder, name), "utf8")) as { result: { url: string }[] };
      return coverage.result.flatMap(({ url }) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
    });
    rmSync(folder, { recursive: true });
    const light = [
      "diff",
      "is-any-array",
      "ml-array-max",
      "ml-array-min",
      "ml-array-rescale",
      "ml-matrix",
      "simple-statistics",
      "tinyqueue",
    ];
    expect([...new Set(packages)].filter((name) => !light.includes(name))).toEqual([]);
  });
});
