import { builtinModules } from "node:module";
import { describe, expect, it } from "vitest";
import { type SourceFile, sourceFiles } from "./source-files.js";

const floors: Readonly<Record<string, number>> = {
  core: 0,
  files: 1,
  http: 1,
  stats: 1,
  table: 2,
  store: 2,
  report: 2,
  features: 3,
  models: 3,
  search: 3,
  tracking: 3,
  drift: 3,
  notebook: 3,
  datasets: 3,
  sources: 4,
  pipeline: 4,
  host: 5,
  live: 5,
  display: 6,
  io: 6,
  studies: 6,
  engines: 6,
  jobs: 6,
  runner: 7,
  kernel: 7,
  server: 8,
  projects: 9,
  cli: 10,
};
const pureFolders = ["core", "stats", "features", "models", "search", "drift", "pipeline"];
const purePaths = ["table/columns.ts", "table/matrix.ts"];
const files = sourceFiles();
const getFolder = (path: string): string => (path.includes("/") ? (path.split("/")[0] ?? "") : "");

describe("the house", () => {
  it("has only folders that the floors name", () => {
    const unknown = files.map((file) => getFolder(file.path)).filter((folder) => folder !== "" && !(folder in floors));
    expect(unknown).toEqual([]);
  });

  it("lets a file import only its own folder or a lower floor", () => {
    const broken = files.flatMap((file) =>
      file.imports.flatMap(({ target }) => {
        const from = getFolder(file.path);
        if (target === undefined || from === "") return [];
        const to = getFolder(target);
        const allowed =
          to === from || (floors[to] ?? Number.POSITIVE_INFINITY) < (floors[from] ?? Number.NEGATIVE_INFINITY);
        return allowed ? [] : [`${file.path} imports ${target}: ${to || "index.ts"} is not below ${from}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it("has no cycle of imports, types included", () => {
    expect(findCycle(files)).toBe("");
  });

  it("has no trace in the learning folders of Node, Polars, clocks and chance", () => {
    const banned = new Set([...builtinModules, "nodejs-polars", "zeromq", "tslab"]);
    const broken = files
      .filter((file) => pureFolders.includes(getFolder(file.path)) || purePaths.includes(file.path))
      .flatMap((file) => [
        ...file.imports
          .filter((used) => !used.typeOnly && (used.specifier.startsWith("node:") || banned.has(used.specifier)))
          .map((used) => `${file.path} imports ${used.specifier}`),
      ]);
    expect(broken).toEqual([]);
  });

  it("reads the clock, chance and the environment only above the pipeline", () => {
    const broken = files
      .filter(
        (file) =>
          !["host", "display", "io", "studies", "engines", "jobs", "runner", "kernel", "cli", "server"].includes(
            getFolder(file.path),
          ),
      )
      .filter((file) => /\b(Math\.random\(|Date\.now\(|process\.env\b|new Date\(\))/.test(withoutComments(file.text)))
      .map((file) => file.path);
    expect(broken).toEqual([]);
  });

  it("lets projects use only what users can import", () => {
    const allowed = /^(cuaderno(\/\w+)?|nodejs-polars|node:.+|\..*)$/;
    const broken = files
      .filter((file) => getFolder(file.path) === "projects")
      .flatMap((file) =>
        file.imports
          .filter(
            ({ specifier, target }) =>
              !allowed.test(specifier) || (target !== undefined && getFolder(target) !== "projects"),
          )
          .map(({ specifier }) => `${file.path} imports ${specifier}`),
      );
    expect(broken).toEqual([]);
  });

  it("imports heavy packages lazily", () => {
    const heavy = [
      "nodejs-polars",
      "@aws-sdk/client-s3",
      "@aws-sdk/s3-request-presigner",
      "@hono/node-server",
      "hono",
      "@smithy/core/config",
      "@smithy/signature-v4",
      "zeromq",
      "tslab",
      "markdown-it",
      "highlight.js",
      "sanitize-html",
      "yaml",
      "fflate",
      "zod",
      "arquero",
      "ml-xgboost",
      "mysql2",
      "@grpc/grpc-js",
      "@aws-sdk/client-athena",
      "pg",
      "dotenv",
      "bullmq",
      "ioredis",
    ];
    const broken = files.flatMap((file) =>
      file.imports
        .filter(
          (used) =>
            !used.lazy &&
            !used.typeOnly &&
            heavy.some((name) => used.specifier === name || used.specifier.startsWith(`${name}/`)),
        )
        .filter(() => getFolder(file.path) !== "projects")
        .map((used) => `${file.path} imports ${used.specifier} at load`),
    );
    expect(broken).toEqual([]);
  });

  it("has no barrel but the public list and the projects' own", () => {
    const barrels = files.filter(
      (file) => /(^|\/)index\.ts$/.test(file.path) && !/^(index\.ts|projects\/[^/]+\/index\.ts)$/.test(file.path),
    );
    expect(barrels.map((file) => file.path)).toEqual([]);
    expect(files.filter((file) => /^export \* from/m.test(file.text)).map((file) => file.path)).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
}

/** The first ring of imports as text, or nothing. */
function findCycle(all: readonly SourceFile[]): string {
  const targets = new Map(all.map((file) => [file.path, file.imports.flatMap(({ target }) => target ?? [])]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path].join(" -> ");
    if (done.has(path)) return "";
    for (const target of targets.get(path) ?? []) {
      const cycle = visit(target, [...trail, path]);
      if (cycle !== "") return cycle;
    }
    done.add(path);
    return "";
  };
  for (const path of targets.keys()) {
    const cycle = visit(path, []);
    if (cycle !== "") return cycle;
  }
  return "";
}
