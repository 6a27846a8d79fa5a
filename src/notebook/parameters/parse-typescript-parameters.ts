import { FormatError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { loadTypeScript, type SourceFile, type SyntaxNode, type TypeScript } from "./load-typescript.js";
import { helpAndSecret, type NotebookParameter, type ParameterType } from "./parameter.js";

interface Reader {
  readonly ts: TypeScript;
  readonly file: SourceFile;
  readonly text: string;
  /** Type aliases of the same cell, so that they can be written apart from the parameter. */
  readonly aliases: ReadonlyMap<string, SyntaxNode>;
}

/** The parameters that a cell of TypeScript declares at its top level; `place` names the cell in errors. */
export function parseTypeScriptParameters(text: string, location: string): readonly NotebookParameter[] {
  const ts = loadTypeScript();
  const file = ts.createSourceFile("parameters.ts", text, ts.ScriptTarget.Latest, true);
  const fault = file.parseDiagnostics[0];
  if (fault !== undefined) {
    const { line, character } = file.getLineAndCharacterOfPosition(fault.start);
    const message = typeof fault.messageText === "string" ? fault.messageText : fault.messageText.messageText;
    throw new FormatError(
      `runNotebook: ${location}:${line + 1}:${character + 1}: the cell of parameters does not parse: ${message}`,
    );
  }
  const aliases = new Map<string, SyntaxNode>();
  for (const statement of file.statements) {
    if (statement.kind === ts.SyntaxKind.TypeAliasDeclaration && statement.type !== undefined) {
      aliases.set(statement.name?.text ?? "", statement.type);
    }
  }
  const reader: Reader = { ts, file, text, aliases };
  return file.statements.flatMap((statement) => {
    const list = statement.declarationList;
    if (list === undefined) return [];
    const keyword = /\b(const|let|var)\b/.exec(list.getText(file))?.[1] as "const" | "let" | "var";
    return list.declarations.map((declaration) => readDeclaration(reader, statement, declaration, keyword));
  });
}

function readDeclaration(
  reader: Reader,
  statement: SyntaxNode,
  declaration: SyntaxNode,
  keyword: "const" | "let" | "var",
): NotebookParameter {
  const { ts, file } = reader;
  const written = declaration.initializer;
  const value = written === undefined ? undefined : literalValue(reader, written);
  const asserts = [ts.SyntaxKind.AsExpression, ts.SyntaxKind.SatisfiesExpression];
  const asserted = written !== undefined && asserts.includes(written.kind) ? written.type : undefined;
  const typeNode = declaration.type ?? (asserted?.getText(file) === "const" ? undefined : asserted);
  const { type, nullable } = typeNode === undefined ? typeOfValue(value) : typeOfNode(reader, typeNode);
  return {
    name: declaration.name?.text ?? "",
    type,
    nullable,
    typeText: typeNode?.getText(file) ?? plainTypeText(type),
    keyword,
    defaultText: written?.getText(file),
    default: value,
    ...helpAndSecret(helpOf(reader, statement)),
  };
}

/** The value of a literal, or undefined for any other expression. */
function literalValue(reader: Reader, node: SyntaxNode): Json | undefined {
  const { SyntaxKind } = reader.ts;
  switch (node.kind) {
    case SyntaxKind.NumericLiteral:
      return Number(node.text);
    case SyntaxKind.StringLiteral:
    case SyntaxKind.NoSubstitutionTemplateLiteral:
      return node.text;
    case SyntaxKind.TrueKeyword:
      return true;
    case SyntaxKind.FalseKeyword:
      return false;
    case SyntaxKind.NullKeyword:
      return null;
    case SyntaxKind.PrefixUnaryExpression: {
      const operand = node.operand === undefined ? undefined : literalValue(reader, node.operand);
      if (typeof operand !== "number") return undefined;
      return node.operator === SyntaxKind.MinusToken
        ? -operand
        : node.operator === SyntaxKind.PlusToken
          ? operand
          : undefined;
    }
    case SyntaxKind.AsExpression:
    case SyntaxKind.SatisfiesExpression:
    case SyntaxKind.ParenthesizedExpression:
      return node.expression === undefined ? undefined : literalValue(reader, node.expression);
    case SyntaxKind.ArrayLiteralExpression: {
      const items = (node.elements ?? []).map((element) => literalValue(reader, element));
      return items.includes(undefined) ? undefined : (items as Json);
    }
    case SyntaxKind.ObjectLiteralExpression: {
      const entries = (node.properties ?? []).map(
        (property) =>
          [property.name?.text, property.initializer && literalValue(reader, property.initializer)] as const,
      );
      const plain = entries.every(([key, value]) => key !== undefined && value !== undefined);
      return plain ? (Object.fromEntries(entries) as Json) : undefined;
    }
    default:
      return undefined;
  }
}

function typeOfNode(reader: Reader, node: SyntaxNode): { readonly type: ParameterType; readonly nullable: boolean } {
  const { SyntaxKind } = reader.ts;
  const always = (type: ParameterType): { readonly type: ParameterType; readonly nullable: boolean } => ({
    type,
    nullable: false,
  });
  switch (node.kind) {
    case SyntaxKind.NumberKeyword:
      return always({ kind: "number" });
    case SyntaxKind.StringKeyword:
      return always({ kind: "string" });
    case SyntaxKind.BooleanKeyword:
      return always({ kind: "boolean" });
    case SyntaxKind.LiteralType: {
      const value = node.literal === undefined ? undefined : literalValue(reader, node.literal);
      if (value === null) return { type: { kind: "json" }, nullable: true };
      return always(isChoice(value) ? { kind: "choice", choices: [value] } : { kind: "json" });
    }
    case SyntaxKind.ParenthesizedType:
    case SyntaxKind.TypeOperator:
      return node.type === undefined ? always({ kind: "json" }) : typeOfNode(reader, node.type);
    case SyntaxKind.ArrayType:
      return always({ kind: "array", items: itemType(reader, node.elementType) });
    case SyntaxKind.TypeReference: {
      const name = node.typeName?.getText(reader.file) ?? "";
      const alias = reader.aliases.get(name);
      if (alias !== undefined) return typeOfNode(reader, alias);
      if (name === "Array" || name === "ReadonlyArray") {
        return always({ kind: "array", items: itemType(reader, node.typeArguments?.[0]) });
      }
      return always({ kind: "json" });
    }
    case SyntaxKind.UnionType:
      return typeOfUnion((node.types ?? []).map((member) => ({ member, read: typeOfNode(reader, member) })));
    default:
      return always({ kind: "json" });
  }
}

function typeOfUnion(
  members: readonly { readonly member: SyntaxNode; readonly read: ReturnType<typeof typeOfNode> }[],
): {
  readonly type: ParameterType;
  readonly nullable: boolean;
} {
  const nullable = members.some(({ read }) => read.nullable);
  const types = members.map(({ read }) => read).filter((read) => !(read.nullable && read.type.kind === "json"));
  const [only] = types;
  if (only !== undefined && types.length === 1) return { type: only.type, nullable };
  const choices = types.flatMap(({ type }) => (type.kind === "choice" ? type.choices : []));
  const allChoices = types.every(({ type }) => type.kind === "choice");
  return { type: allChoices ? { kind: "choice", choices } : { kind: "json" }, nullable };
}

function itemType(reader: Reader, node: SyntaxNode | undefined): ParameterType {
  if (node === undefined) return { kind: "json" };
  const { type, nullable } = typeOfNode(reader, node);
  return nullable ? { kind: "json" } : type;
}

function typeOfValue(value: Json | undefined): { readonly type: ParameterType; readonly nullable: boolean } {
  if (Array.isArray(value)) {
    const [first, ...rest] = value.map((item: Json) => typeOfValue(item).type);
    const same = first !== undefined && rest.every((type) => JSON.stringify(type) === JSON.stringify(first));
    return { type: { kind: "array", items: same ? first : { kind: "json" } }, nullable: false };
  }
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
    return { type: { kind: typeof value as "number" | "string" | "boolean" }, nullable: false };
  }
  return { type: { kind: "json" }, nullable: value === null };
}

/** A declared literal gets its wide type in the injected cell, so that comparing it with another value still compiles. */
function plainTypeText(type: ParameterType): string | undefined {
  switch (type.kind) {
    case "number":
    case "string":
    case "boolean":
      return type.kind;
    case "array": {
      const items = plainTypeText(type.items);
      return items === undefined ? undefined : `${items}[]`;
    }
    default:
      return undefined;
  }
}

function isChoice(value: Json | undefined): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** The comment before the declaration, or behind it on its line. */
function helpOf({ ts, text }: Reader, statement: SyntaxNode): string {
  const before = ts.getLeadingCommentRanges(text, statement.pos) ?? [];
  const behind = ts.getTrailingCommentRanges(text, statement.end) ?? [];
  const nearest = behind.length > 0 ? behind : before.slice(-1);
  return nearest
    .map(({ pos, end }) => text.slice(pos, end))
    .map((comment) => comment.replace(/^\/\*+|\*+\/$|^\/\/+/g, "").replace(/^\s*\*+ ?/gm, ""))
    .map((comment) => comment.replace(/\s+/g, " ").trim())
    .join(" ");
}
