import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { beforeAll, describe, expect, it } from "vitest";
import type { Notebook } from "../notebook/format/notebook.js";
import { rootFolder } from "./source-files.js";

const require = createRequire(import.meta.url);

/** Notebook cells are checked by the TypeScript inside tslab; a type it cannot read silently becomes `any` there. */
describe("the public types as a tslab cell sees them", { timeout: 120_000 }, () => {
  const notebooks = join(rootFolder, "notebooks");
  const cell = join(notebooks, "cell.ts");
  const wrong = join(notebooks, "wrong.ts");
  const ts = require("@tslab/typescript-for-tslab") as typeof TypeScript;
  const projects = readdirSync(join(rootFolder, "src", "projects")).map((name) => `cuaderno/projects/${name}`);
  const subpaths = readdirSync(join(rootFolder, "src"))
    .filter((name) => /^[a-z]+\.ts$/.test(name) && name !== "index.ts")
    .map((name) => `cuaderno/${name.slice(0, -".ts".length)}`);
  const entries = ["cuaderno", ...subpaths, ...projects];
  const codes = new Map(
    readdirSync(notebooks, { recursive: true, encoding: "utf8" })
      .filter((path) => /^[a-z]+\/\d\d-[\w-]+\.ipynb$/.test(path))
      .map((path) => [join(notebooks, path.replace(/ipynb$/, "ts")), readCells(join(notebooks, path))]),
  );
  let program: TypeScript.Program;
  beforeAll(() => {
    expect(existsSync(join(rootFolder, "dist", "index.d.ts")), "npm run build comes first").toBe(true);
    const all = entries.map((entry, index) => `import * as all${index} from "${entry}";\nall${index};\n`).join("");
    const bad = 'import { contentHash } from "cuaderno";\nexport const hash: number = contentHash("a");\n';
    program = makeProgram(ts, new Map([...codes, [cell, all], [wrong, bad]]));
  }, 120_000);

  it("hold no any", () => {
    const { exported, anys } = inspect(ts, program, cell);
    expect(problems(ts, program, cell)).toEqual([]);
    for (const count of exported) expect(count).toBeGreaterThan(1);
    expect(anys).toEqual([]);
  });

  // Tests run most notebooks in the kernel of this package only, which checks types with another TypeScript.
  it("fit the cells of every notebook", () => {
    expect(codes.size).toBeGreaterThan(40);
    expect([...codes.keys()].flatMap((path) => problems(ts, program, path))).toEqual([]);
    expect(problems(ts, program, wrong)).toEqual(["wrong.ts: hash: Type 'string' is not assignable to type 'number'."]);
  });
});

/** The code of a notebook as one module. */
function readCells(path: string): string {
  const { cells } = JSON.parse(readFileSync(path, "utf8")) as Notebook;
  const codes = cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => [source].flat().join(""));
  return `${codes.join("\n")}\nexport {};\n`;
}

function makeProgram(ts: typeof TypeScript, modules: ReadonlyMap<string, string>): TypeScript.Program {
  const options: TypeScript.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    lib: ["lib.es2022.d.ts"],
    types: ["node"],
    esModuleInterop: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) => {
    const text = modules.get(name);
    return text === undefined ? read(name, version) : ts.createSourceFile(name, text, version);
  };
  host.fileExists = (name) => modules.has(name) || ts.sys.fileExists(name);
  return ts.createProgram([...modules.keys()], options, host);
}

function problems(ts: typeof TypeScript, program: TypeScript.Program, path: string): string[] {
  const file = program.getSourceFile(path);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
    ({ start = 0, length = 0, messageText }) =>
      `${basename(path)}: ${file?.text.slice(start, start + length)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
  );
}

function inspect(
  ts: typeof TypeScript,
  program: TypeScript.Program,
  cell: string,
): { exported: number[]; anys: string[] } {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(cell);
  const modules = (file?.statements ?? []).flatMap((statement) => {
    if (!ts.isImportDeclaration(statement)) return [];
    const symbol = checker.getSymbolAtLocation(statement.moduleSpecifier);
    return [symbol === undefined ? [] : checker.getExportsOfModule(symbol)];
  });
  const anys = modules.flat().flatMap((symbol) => anysWithin(ts, checker, symbol));
  return { exported: modules.map((own) => own.length), anys };
}

/** Paths to every `any` reachable from an export through our own declarations. */
function anysWithin(ts: typeof TypeScript, checker: TypeScript.TypeChecker, root: TypeScript.Symbol): string[] {
  const found: string[] = [];
  const seen = new Set<TypeScript.Type>();
  const symbol = root.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(root) : root;
  if (symbol.flags & ts.SymbolFlags.Type) visit(checker.getDeclaredTypeOfSymbol(symbol), root.name);
  if (symbol.flags & ts.SymbolFlags.Value) visit(checker.getTypeOfSymbol(symbol), root.name);
  return found;

  function visit(type: TypeScript.Type, path: string): void {
    if (type.flags & ts.TypeFlags.Any) {
      found.push(path);
      return;
    }
    if (seen.has(type)) return;
    seen.add(type);
    if (type.isUnionOrIntersection()) for (const part of type.types) visit(part, path);
    // A frame of Polars is DataFrame<any> by that package's own default: its columns are known at run time only.
    if (isPolars(type)) return;
    for (const argument of checker.getTypeArguments(type as TypeScript.TypeReference) ?? [])
      visit(argument, `${path}<>`);
    if (!isOurs(type)) return;
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      for (const parameter of signature.getParameters()) {
        visit(checker.getTypeOfSymbol(parameter), `${path}(${parameter.name})`);
      }
      visit(signature.getReturnType(), `${path}()`);
    }
    for (const property of type.getProperties()) {
      if (isOurSymbol(property)) visit(checker.getTypeOfSymbol(property), `${path}.${property.name}`);
    }
  }

  function isPolars(type: TypeScript.Type): boolean {
    const declarations = type.symbol?.declarations ?? [];
    return declarations.some((declaration) => declaration.getSourceFile().fileName.includes("/nodejs-polars/"));
  }

  function isOurs(type: TypeScript.Type): boolean {
    return type.symbol === undefined || isOurSymbol(type.symbol);
  }

  function isOurSymbol(named: TypeScript.Symbol): boolean {
    const folder = join(rootFolder, "dist");
    return (named.declarations ?? []).some((declaration) => declaration.getSourceFile().fileName.startsWith(folder));
  }
}
