import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rootFolder } from "./source-files.js";

it("benches import names that the public lists have", async () => {
  const folder = join(rootFolder, "src", "testing", "bench");
  const programs = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.m?js$/.test(path));
  const imports = programs.flatMap((path) =>
    [...readFileSync(join(folder, path), "utf8").matchAll(/import \{([^}]*)\} from "cuaderno(\/[a-z]+)?"/g)].map(
      ([, names = "", list = "/index"]) => ({ path, names, list }),
    ),
  );
  expect(imports.length).toBeGreaterThan(3);
  const missing: string[] = [];
  for (const { path, names, list } of imports) {
    const known = Object.keys(await import(`..${list}.ts`));
    const used = names.split(",").map((name) => name.trim().split(" as ")[0] ?? "");
    missing.push(...used.filter((name) => name !== "" && !known.includes(name)).map((name) => `${path}: ${name}`));
  }
  expect(missing).toEqual([]);
});
