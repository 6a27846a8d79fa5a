import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { describe, expect, it } from "vitest";
import { rootFolder } from "./source-files.js";

const require = createRequire(import.meta.url);

/** Notebook cells are checked by the TypeScript inside tslab; a type it cannot read silently becomes `any` there. */
describe("the public types as a tslab cell sees them", () => {
  const projects = readdirSync(join(rootFolder, "src", "projects")).map((name) => `cuaderno/projects/${name}`);

  const subpaths = readdirSync(join(rootFolder, "src"))
    .filter((name) => /^[a-z]+\.ts$/.test(name) && name !== "index.ts")
    .map((name) => `cuaderno/${name.slice(0, -".ts".length)}`);

  it("hold no any", { timeout: 120_000 }, () => {
    expect(existsSync(join(rootFolder, "dist", "index.d.ts")), "npm run build comes first").toBe(true);
    const { exported, anys, problems } = inspect(["cuaderno", ...subpaths, ...projects]);
    expect(problems).toEqual([]);
    for (const count of exported) expect(count).toBeGreaterThan(1);
    expect(anys).toEqual([]);
  });
});

function inspect(entries: readonly string[]): { exported: number[]; anys: string[]; problems: string[] } {
  const ts = require("@tslab/typescript-for-tslab") as typeof TypeScript;
  const options: TypeScript.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    lib: ["lib.es2022.d.ts"],
    types: ["node"],
    esModuleInterop: true,
    noEmit: true,
  };
  const cell = join(rootFolder, "notebooks", "cell.ts");
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  const text = entries.map((entry, index) => `import * as all${index} from "${entry}";\nall${index};\n`).join("");
  host.getSourceFile = (name, version) =>
    name === cell ? ts.createSourceFile(name, text, version) : read(name, version);
  host.fileExists = (name) => name === cell || ts.sys.fileExists(name);
  const program = ts.createProgram([cell], options, host);
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(cell);
  const problems = program
    .getSemanticDiagnostics(file)
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, " "));
  const modules = (file?.statements ?? []).flatMap((statement) => {
    if (!ts.isImportDeclaration(statement)) return [];
    const symbol = checker.getSymbolAtLocation(statement.moduleSpecifier);
    return [symbol === undefined ? [] : checker.getExportsOfModule(symbol)];
  });
  const anys = modules.flat().flatMap((symbol) => anysWithin(ts, checker, symbol));
  return { exported: modules.map((own) => own.length), anys, problems };
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
