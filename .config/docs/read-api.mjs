// What the package exports, read off the published declarations: names, kinds, signatures, doc comments.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

/**
 * Every subpath with its exports. An export has `name`, `kind` (function, constant, class, type), `file` below dist,
 * `signature`, `doc` (Markdown), `example` and `throws`.
 */
export function readApi(root) {
  const ts = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"))("@tslab/typescript-for-tslab");
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const subpaths = Object.keys(manifest.exports).filter((path) => /^\.(\/[a-z]+)?$/.test(path));
  const files = new Map();
  const parse = (path) => {
    if (!files.has(path)) {
      files.set(path, ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true));
    }
    return files.get(path);
  };
  return subpaths.map((subpath) => {
    const path = join(root, manifest.exports[subpath].types);
    const names = exportedNames(ts, parse(path));
    const exports = names.map(({ name, own }) => findExport(ts, parse, path, own, name)).filter(Boolean);
    return {
      module: subpath === "." ? "cuaderno" : `cuaderno/${subpath.slice(2)}`,
      page: subpath === "." ? "api-cuaderno.html" : `api-${subpath.slice(2)}.html`,
      exports: exports.map((found) => ({ ...found, file: relative(join(root, "dist"), found.file) })),
    };
  });
}

/** The names that a file exports, with the names they have where they are declared. */
function exportedNames(ts, source) {
  return source.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      return statement.exportClause.elements.map((element) => ({
        name: element.name.text,
        own: (element.propertyName ?? element.name).text,
      }));
    }
    return declaredNames(ts, statement).map((name) => ({ name, own: name }));
  });
}

function declaredNames(ts, statement) {
  const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!isExported) return [];
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.text);
  return statement.name === undefined ? [] : [statement.name.text];
}

/** The declaration of a name, followed through the files that pass it on. */
function findExport(ts, parse, path, own, name, depth = 0) {
  const source = parse(path);
  const declared = source.statements.filter((statement) => declaredNames(ts, statement).includes(own));
  if (declared.length > 0) return describe(ts, path, name, declared);
  if (depth > 5) return undefined;
  for (const statement of source.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier || !statement.exportClause) continue;
    const element = statement.exportClause.elements?.find((one) => one.name.text === own);
    if (element === undefined) continue;
    const target = join(dirname(path), statement.moduleSpecifier.text.replace(/\.js$/, ".d.ts"));
    if (existsSync(target))
      return findExport(ts, parse, target, (element.propertyName ?? element.name).text, name, depth + 1);
  }
  return undefined;
}

function describe(ts, file, name, declared) {
  const [first] = declared;
  const kind = ts.isFunctionDeclaration(first)
    ? "function"
    : ts.isVariableStatement(first)
      ? "constant"
      : ts.isClassDeclaration(first)
        ? "class"
        : "type";
  const signature = declared.map((statement) => statement.getText().replace(/^export (declare )?/, "")).join("\n");
  const comment = declared.map((statement) => leadingComment(ts, statement)).find((text) => text !== "") ?? "";
  return { name, kind, file, signature, ...parseComment(comment) };
}

function leadingComment(ts, statement) {
  const text = statement.getSourceFile().text;
  const ranges = ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
  const docs = ranges.map(({ pos, end }) => text.slice(pos, end)).filter((comment) => comment.startsWith("/**"));
  return docs.at(-1) ?? "";
}

/** Text, examples and throws of a doc comment. */
function parseComment(comment) {
  const lines = comment
    .replace(/^\/\*\*|\*\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd());
  const parts = [{ tag: "doc", lines: [] }];
  for (const line of lines) {
    const [, tag, rest] = /^@(\w+)\s?(.*)$/.exec(line.trim()) ?? [];
    if (tag === undefined) parts.at(-1).lines.push(line);
    else parts.push({ tag, lines: [rest] });
  }
  const getTagged = (tag) => parts.filter((part) => part.tag === tag).map((part) => part.lines.join("\n").trim());
  return {
    doc: getTagged("doc")[0] ?? "",
    throws: getTagged("throws").map((text) => text.replace(/\s+/g, " ")),
    examples: getTagged("example"),
    defaults: getTagged("default"),
  };
}
