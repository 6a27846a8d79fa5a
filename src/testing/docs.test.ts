import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as cuaderno from "../index.js";
import { rootFolder } from "./source-files.js";

const folder = mkdtempSync(join(tmpdir(), "cuaderno-docs-"));
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const pages = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"));

beforeAll(() => {
  const program = join(rootFolder, ".config", "docs.mjs");
  const { status, stderr } = spawnSync(process.execPath, [program, "--no-run", "--output", folder], {
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("npm run docs", () => {
  it("has a page for each guide, subpath and kind of error", () => {
    const names = pages();
    const guides = readdirSync(join(rootFolder, "notebooks", "guides")).filter((name) => name.endsWith(".ipynb"));
    expect(
      guides.map((name) => `guides/${name.replace(".ipynb", ".html")}`).filter((name) => !names.includes(name)),
    ).toEqual([]);
    for (const subpath of ["cuaderno", "stats", "table", "sources", "predict"])
      expect(names).toContain(`api-${subpath}.html`);
    const errors = Object.keys(cuaderno).filter((name) => /^[A-Z]\w+Error$/.test(name) && name !== "CuadernoError");
    expect(names.filter((name) => name.startsWith("error-"))).toHaveLength(errors.length);
  });

  it("links only to pages and headings that exist", () => {
    const broken = pages().flatMap((page) =>
      [...read(page).matchAll(/<a[^>]* href="([^"#:]*\.html)(?:#([^"]*))?"/g)].flatMap(([, target = "", anchor]) => {
        const file = join(dirname(page), target);
        if (!existsSync(join(folder, file))) return [`${page}: ${target}`];
        return anchor === undefined || read(file).includes(`id="${anchor}"`) ? [] : [`${page}: ${target}#${anchor}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it("describes every value with its signature and first sentence", () => {
    const llms = read("llms.txt");
    const missing = Object.keys(cuaderno).filter((name) => !/^[A-Z]/.test(name) && !llms.includes(`- \`${name}\`: `));
    expect(missing).toEqual([]);
    expect(read("api-stats.html")).toContain(
      "function quantile(values: ArrayLike&lt;number&gt;, probability: number): number;",
    );
    expect(read("error-argument.html")).toMatch(/<a href="api-sources.html#appenddataset">appendDataset<\/a>/i);
  });

  it("finds names, headings and errors", () => {
    const entries = JSON.parse(read("search.js").slice("window.entries = ".length, -2)) as {
      title: string;
      url: string;
    }[];
    const titles = entries.map(({ title }) => title);
    for (const title of ["readTable", "TableSchema", "ArgumentError", "A dataset with versions"]) {
      expect(titles).toContain(title);
    }
    expect(entries.filter(({ url }) => !existsSync(join(folder, url.replace(/#.*$/, ""))))).toEqual([]);
  });
});
