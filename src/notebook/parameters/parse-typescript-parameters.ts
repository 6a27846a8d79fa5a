import type * as TypeScript from "@tslab/typescript-for-tslab";
import { FormatError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { loadTypeScript } from "../compiler/load-typescript.js";
import { parseCode } from "../compiler/parse-code.js";
import { helpAndSecret, type NotebookParameter, type ParameterType } from "./notebook-parameter.js";
import { type ReadType, typeFromNode, typeFromValue } from "./typescript-parameter-type.js";

/** The parameters that a cell of TypeScript declares at its top level; `location` names the cell in errors. */
export function parseTypeScriptParameters(source: string, location: string): readonly NotebookParameter[] {
  const ts = loadTypeScript();
  const { file, syntaxErrors } = parseCode(source);
  const [fault] = syntaxErrors;
  if (fault !== undefined) {
    const { line, character } = file.getLineAndCharacterOfPosition(fault.offset);
    throw new FormatError(
      `runNotebook: ${location}:${line + 1}:${character + 1}: syntax error in the parameters cell: ${fault.message}; write one const with a literal per line`,
    );
  }
  const aliases = new Map(
    file.statements.filter(ts.isTypeAliasDeclaration).map(({ name, type }) => [name.text, type] as const),
  );
  return file.statements.filter(ts.isVariableStatement).flatMap((statement) => {
    const keyword = /\b(const|let|var)\b/.exec(statement.declarationList.getText())?.[1] as "const" | "let" | "var";
    const comment = helpAndSecret(commentText(source, statement));
    return statement.declarationList.declarations.flatMap((declaration) =>
      ts.isIdentifier(declaration.name)
        ? [{ name: declaration.name.text, ...toParameter(declaration, aliases), keyword, ...comment }]
        : [],
    );
  });
}

function toParameter(
  { type, initializer }: TypeScript.VariableDeclaration,
  aliases: ReadonlyMap<string, TypeScript.TypeNode>,
): Omit<NotebookParameter, "name" | "keyword" | "help" | "secret"> {
  const ts = loadTypeScript();
  const digits = initializer === undefined ? undefined : bigintDigits(initializer);
  const value = initializer === undefined ? undefined : (digits ?? literalValue(initializer));
  const asserted =
    initializer !== undefined && (ts.isAsExpression(initializer) || ts.isSatisfiesExpression(initializer))
      ? initializer.type
      : undefined;
  const typeNode = type ?? (asserted?.getText() === "const" ? undefined : asserted);
  const inferred: ReadType = digits === undefined ? typeFromValue(value) : bigint;
  const read = typeNode === undefined ? inferred : typeFromNode(typeNode, aliases);
  return {
    ...read,
    typeText: typeNode?.getText() ?? widenedTypeText(read.type),
    defaultText: initializer?.getText(),
    default: value,
  };
}

const bigint: ReadType = { type: { kind: "bigint" }, nullable: false };

/** The digits of a literal such as `-12n`; undefined for any other expression. */
function bigintDigits(node: TypeScript.Node): string | undefined {
  const ts = loadTypeScript();
  if (ts.isBigIntLiteral(node)) return node.text.slice(0, -1);
  if (!ts.isPrefixUnaryExpression(node) || node.operator !== ts.SyntaxKind.MinusToken) return undefined;
  return ts.isBigIntLiteral(node.operand) ? `-${node.operand.text.slice(0, -1)}` : undefined;
}

/** The value of a literal, or undefined for any other expression. */
export function literalValue(node: TypeScript.Node): Json | undefined {
  const ts = loadTypeScript();
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isPrefixUnaryExpression(node)) {
    const operand = literalValue(node.operand);
    if (typeof operand !== "number") return undefined;
    if (node.operator === ts.SyntaxKind.MinusToken) return -operand;
    return node.operator === ts.SyntaxKind.PlusToken ? operand : undefined;
  }
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)) {
    return literalValue(node.expression);
  }
  if (ts.isArrayLiteralExpression(node)) {
    const items = node.elements.map(literalValue);
    return items.includes(undefined) ? undefined : (items as Json);
  }
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const entries = node.properties.map((property): readonly [string | undefined, Json | undefined] => {
    if (!ts.isPropertyAssignment(property)) return [undefined, undefined];
    const { name } = property;
    const key =
      ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) ? name.text : undefined;
    return [key, literalValue(property.initializer)];
  });
  const isLiteral = entries.every(([key, value]) => key !== undefined && value !== undefined);
  return isLiteral ? (Object.fromEntries(entries) as Json) : undefined;
}

/**
 * A declared literal gets its wide type in the injected cell, so that comparing it with another value still compiles.
 */
function widenedTypeText(type: ParameterType): string | undefined {
  switch (type.kind) {
    case "number":
    case "string":
    case "boolean":
    case "bigint":
      return type.kind;
    case "array": {
      const items = widenedTypeText(type.items);
      return items === undefined ? undefined : `${items}[]`;
    }
    default:
      return undefined;
  }
}

/** The comment after the declaration on its line, else the one before it. */
function commentText(source: string, statement: TypeScript.Statement): string {
  const ts = loadTypeScript();
  const before = ts.getLeadingCommentRanges(source, statement.pos) ?? [];
  const after = ts.getTrailingCommentRanges(source, statement.end) ?? [];
  const nearest = after.length > 0 ? after : before.slice(-1);
  return nearest
    .map(({ pos, end }) => source.slice(pos, end))
    .map((comment) => comment.replace(/^\/\*+|\*+\/$|^\/\/+/g, "").replace(/^\s*\*+ ?/gm, ""))
    .map((comment) => comment.replace(/\s+/g, " ").trim())
    .join(" ");
}
