import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { describe, expect, it } from "vitest";
import { rootFolder, sourceFiles } from "./source-files.js";

const ts = createRequire(import.meta.url)("@tslab/typescript-for-tslab") as typeof TypeScript;
const files = sourceFiles();

describe("the code", () => {
  it("has no function of more than 80 lines", () => {
    const long = files.flatMap(({ path, text }) =>
      functionLengths(text)
        .filter(({ lines }) => lines > 80)
        .map(({ name, lines }) => `${path}: ${name} has ${lines} lines`),
    );
    expect(long).toEqual([]);
  });

  it("has no file name in two folders", () => {
    const folders = groupByName();
    const repeated = [...folders].filter(
      ([name, members]) =>
        !/^(index|schema|data-source|project)\.ts$/.test(name) &&
        members.filter(({ path }) => path.includes("/")).length > 1,
    );
    expect(repeated.map(([, members]) => members.map(({ path }) => path).join(" and "))).toEqual([]);
  });

  it("has doc blocks of at most 120 columns", () => {
    const wide = files.flatMap(({ path, text }) =>
      text
        .split("\n")
        .map((line, index) => ({ line, location: `${path}:${index + 1}` }))
        .filter(({ line }) => line.length > 120 && /^\s*(\/\*\*|\*|\/\/)/.test(line) && !line.includes("@example"))
        .map(({ location }) => location),
    );
    expect(wide).toEqual([]);
  });

  it("passes options plainly: conditional spreads only where an absent key has a meaning", () => {
    // What is left makes JSON, headers, tags and objects of other packages, in which `undefined` would be a value.
    expect(files.flatMap(({ text }) => conditionalSpreads(text)).length).toBeLessThanOrEqual(137);
  });

  it("ends the message of an error with its remedy", () => {
    // What is left is in cuaderno/predict, which must not grow, or the caller completes it.
    // The tracker's server speaks in MLflow's words, which its clients know.
    const bare = files
      .filter(({ path }) => !path.startsWith("server/tracker/"))
      .flatMap(({ path, text }) => bareMessages(text).map((message) => `${path}: ${message}`));
    expect(bare.length, bare.join("\n")).toBeLessThanOrEqual(16);
  });

  it("imports every dependency somewhere", () => {
    const manifest = JSON.parse(readFileSync(join(rootFolder, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
      peerDependencies: Record<string, string>;
    };
    const named = [...files.map(({ text }) => text), ...readNotebooks()].join("\n");
    const specifiers = files.flatMap((file) => file.imports.map(({ specifier }) => specifier));
    const unused = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)].filter(
      (name) =>
        !specifiers.some((specifier) => specifier === name || specifier.startsWith(`${name}/`)) &&
        !named.includes(`"${name}`),
    );
    expect(unused).toEqual([]);
  });

  it("has an example and a test for every public function", () => {
    const tests = readdirSync(join(rootFolder, "src"), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.test\.ts$|^testing\//.test(path) && path.endsWith(".ts"))
      .map((path) => readFileSync(join(rootFolder, "src", path), "utf8"))
      .join("\n");
    const tested = new Set(tests.match(/\b[A-Za-z_$][\w$]*\b/g));
    const functions = publicFunctions();
    expect(functions.length).toBeGreaterThan(200);
    expect({
      "without a test": functions.filter(({ name }) => !tested.has(name)).map(({ path, name }) => `${path}: ${name}`),
      "without an example": functions
        .filter(({ doc }) => !doc.includes("@example"))
        .map(({ path, name }) => `${path}: ${name}`),
    }).toEqual({ "without a test": [], "without an example": [] });
  });
});

/** The spreads that add keys or nothing: `...(x === undefined ? {} : { x })` and `...(x && { x })`. */
function conditionalSpreads(text: string): string[] {
  const found: string[] = [];
  const bare = (node: TypeScript.Expression): TypeScript.Expression =>
    ts.isParenthesizedExpression(node) ? bare(node.expression) : node;
  const isEmpty = (node: TypeScript.Expression): boolean => bare(node).getText().replace(/\s/g, "") === "{}";
  const visit = (node: TypeScript.Node): void => {
    if (ts.isSpreadAssignment(node)) {
      const value = bare(node.expression);
      const isChoice = ts.isConditionalExpression(value) && (isEmpty(value.whenTrue) || isEmpty(value.whenFalse));
      const isGuarded =
        ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
      if (isChoice || isGuarded) found.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("a.ts", text, ts.ScriptTarget.ES2022, true));
  return found;
}

/** The messages of errors that name no remedy after a semicolon. */
function bareMessages(text: string): string[] {
  const found: string[] = [];
  const visit = (node: TypeScript.Node): void => {
    const [message] = ts.isNewExpression(node) ? (node.arguments ?? []) : [];
    if (ts.isNewExpression(node) && message !== undefined && /[a-z]Error$/.test(node.expression.getText())) {
      const isText = ts.isStringLiteralLike(message) || ts.isTemplateExpression(message);
      const written = message.getText();
      // A message that ends in another one has its remedy.
      const passesOn = /(?<!got )\$\{[^{}]+\}`$/.test(written);
      if (isText && !/; /.test(written) && !passesOn) found.push(written);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("a.ts", text, ts.ScriptTarget.ES2022, true));
  return found;
}

/** The notebooks as they are stored, with escaped quotes undone. */
function readNotebooks(): string[] {
  const folder = join(rootFolder, "notebooks");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ipynb") && !path.includes(".ipynb_checkpoints"))
    .map((path) => readFileSync(join(folder, path), "utf8").replaceAll('\\"', '"'));
}

function groupByName(): Map<string, { path: string }[]> {
  const groups = new Map<string, { path: string }[]>();
  for (const file of files) groups.set(basename(file.path), [...(groups.get(basename(file.path)) ?? []), file]);
  return groups;
}

function functionLengths(text: string): { name: string; lines: number }[] {
  const source = ts.createSourceFile("a.ts", text, ts.ScriptTarget.ES2022, true);
  const found: { name: string; lines: number }[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      const [start, end] = [node.getStart(), node.end].map((at) => source.getLineAndCharacterOfPosition(at).line);
      found.push({ name: getName(node), lines: (end ?? 0) - (start ?? 0) + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function getName(node: TypeScript.Node): string {
  const { name } = node as { name?: TypeScript.Node };
  if (name !== undefined) return name.getText();
  const { parent } = node;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : "a function";
}

/** The functions that `index.ts` and the files of the subpaths export, with their doc blocks. */
function publicFunctions(): { path: string; name: string; doc: string }[] {
  const lists = files.filter(({ path }) => /^[a-z]+\.ts$/.test(path));
  const exported = new Set(
    lists.flatMap(({ text }) =>
      [...text.matchAll(/export \{([^}]*)\} from "\.\/([^"]+)\.js"/g)].flatMap(([, names = "", module = ""]) =>
        names
          .split(",")
          .map((name) => name.trim())
          .filter((name) => name !== "" && !name.startsWith("type "))
          .map((name) => `${module}.ts ${name.split(" as ")[0]}`),
      ),
    ),
  );
  return files.flatMap(({ path, text }) => {
    const source = ts.createSourceFile("a.ts", text, ts.ScriptTarget.ES2022, true);
    const seen = new Set<string>();
    return source.statements.flatMap((statement) => {
      if (!ts.isFunctionDeclaration(statement) || statement.name === undefined) return [];
      const name = statement.name.text;
      if (!exported.has(`${path} ${name}`) || seen.has(name)) return [];
      seen.add(name);
      return [{ path, name, doc: text.slice(statement.getFullStart(), statement.getStart()) }];
    });
  });
}
