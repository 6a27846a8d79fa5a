import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, it } from "vitest";
import { rootFolder } from "./source-files.js";

it("declarations that a cell reads for the public list name no package but Polars", () => {
  const seen = new Set<string>();
  const packages = new Map<string, string>();
  const read = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(path, "utf8");
    for (const [, named] of text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)) {
      if (named === undefined || named.startsWith("node:")) continue;
      if (named.startsWith(".")) read(resolve(dirname(path), named.replace(/\.js$/, ".d.ts")));
      else packages.set(named, path.slice(rootFolder.length));
    }
  };
  read(join(rootFolder, "dist", "index.d.ts"));
  expect(seen.size).toBeGreaterThan(100);
  expect([...packages.keys()], [...packages].join("; ")).toEqual(["nodejs-polars"]);
});
