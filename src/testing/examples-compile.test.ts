import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rootFolder, sourceFiles } from "./source-files.js";

/** Names that an example takes from its surroundings; the compiler then takes them as untyped. */
const unknownNames = /error TS(2304|2552|18004|7006|7031|2454|2448|1375|6133|2318|2593):|type 'never'/;

describe("doc comment examples", () => {
  it("compile against the public types", { timeout: 120_000 }, () => {
    const cache = join(rootFolder, ".cache");
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, "examples-"));
    try {
      const examples = sourceFiles().flatMap(({ path, text }) => readExamples(text).map((code) => ({ path, code })));
      expect(examples.length).toBeGreaterThan(300);
      const { imports, names } = publicImports();
      examples.forEach(({ code }, index) => {
        const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
        const text = `${imports}\nconst { ${used.join(", ")} } = all;\nasync function example() {\n${code}\n}\nexport {};\n`;
        writeFileSync(join(folder, `example-${index}.ts`), text);
      });
      writeFileSync(join(folder, "all.ts"), publicModule());
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(configuration));
      const compiler = join(rootFolder, "node_modules", "typescript", "bin", "tsc");
      const { stdout } = spawnSync(process.execPath, [compiler, "--pretty", "false", "-p", folder], {
        encoding: "utf8",
        cwd: folder,
        maxBuffer: 64e6,
      });
      const wrong = stdout
        .split("\n")
        .filter((line) => line.startsWith("example-") && !unknownNames.test(line))
        .map((line) => {
          const { path, code } = examples[Number(/\d+/.exec(line)?.[0])] ?? { path: "", code: "" };
          return `${path}: ${code} ${line.replace(/^.*?error /, "")}`;
        });
      expect(wrong).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

const configuration = {
  extends: "../../tsconfig.json",
  include: ["*.ts"],
  compilerOptions: {
    noEmit: true,
    rootDir: "../..",
    declaration: false,
    isolatedDeclarations: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    noImplicitAny: false,
    noUncheckedIndexedAccess: false,
  },
};

/** The code of every `@example` of a file. */
function readExamples(text: string): string[] {
  return [...text.matchAll(/\/\*\*(?:(?!\*\/)[\s\S])*\*\//g)].flatMap(([block]) =>
    [...block.matchAll(/@example((?:(?!\n\s*\* @)[\s\S])*?)(?=\n\s*\* @|\s*\*\/)/g)].map(([, code = ""]) =>
      code
        .replace(/\n\s*\* ?/g, "\n")
        .replace(/```\w*/g, "")
        .trim(),
    ),
  );
}

function subpaths(): string[] {
  return readdirSync(join(rootFolder, "src")).filter((name) => /^[a-z]+\.ts$/.test(name) && name !== "index.ts");
}

/** Everything public in one object; the everyday list wins. */
function publicModule(): string {
  const lists = [...subpaths(), "index.ts"].map((file) => file.slice(0, -".ts".length));
  const imports = lists.map((name) => `import * as ${name}List from "../../src/${name}.js";`);
  return `${imports.join("\n")}\nexport const all = { ${lists.map((name) => `...${name}List`).join(", ")} };\n`;
}

function publicImports(): { imports: string; names: string[] } {
  const lists = sourceFiles().filter(({ path }) => /^[a-z]+\.ts$/.test(path));
  const names = lists.flatMap(({ text }) =>
    [...text.matchAll(/export \{([^}]*)\} from/g)].flatMap(([, list = ""]) =>
      list
        .split(",")
        .map((name) => name.trim().split(" as ").at(-1) ?? "")
        .filter((name) => name !== "" && !name.startsWith("type ")),
    ),
  );
  return { imports: 'import { all } from "./all.js";', names: [...new Set(names)] };
}
