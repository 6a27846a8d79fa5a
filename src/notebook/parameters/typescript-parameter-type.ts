import type * as TypeScript from "@tslab/typescript-for-tslab";
import type { Json } from "../../core/json.js";
import { loadTypeScript } from "../compiler/load-typescript.js";
import type { ParameterType } from "./notebook-parameter.js";

/** The type of a parameter as read from code. */
export interface ReadType {
  readonly type: ParameterType;
  readonly nullable: boolean;
}

const json: ReadType = { type: { kind: "json" }, nullable: false };

/** The parameter type that a TypeScript type means; `aliases` are the type aliases of the same cell. */
export function typeFromNode(node: TypeScript.TypeNode, aliases: ReadonlyMap<string, TypeScript.TypeNode>): ReadType {
  const ts = loadTypeScript();
  const required = (type: ParameterType): ReadType => ({ type, nullable: false });
  const itemType = (item: TypeScript.TypeNode | undefined): ParameterType => {
    const { type, nullable } = item === undefined ? json : typeFromNode(item, aliases);
    return nullable ? json.type : type;
  };
  if (node.kind === ts.SyntaxKind.NumberKeyword) return required({ kind: "number" });
  if (node.kind === ts.SyntaxKind.StringKeyword) return required({ kind: "string" });
  if (node.kind === ts.SyntaxKind.BooleanKeyword) return required({ kind: "boolean" });
  if (node.kind === ts.SyntaxKind.BigIntKeyword) return required({ kind: "bigint" });
  if (ts.isLiteralTypeNode(node)) return literalType(node.literal);
  if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node)) return typeFromNode(node.type, aliases);
  if (ts.isArrayTypeNode(node)) return required({ kind: "array", items: itemType(node.elementType) });
  if (ts.isUnionTypeNode(node)) {
    const defined = node.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
    return unionType(defined.map((member) => typeFromNode(member, aliases)));
  }
  if (!ts.isTypeReferenceNode(node)) return json;
  const name = node.typeName.getText();
  const alias = aliases.get(name);
  if (alias !== undefined) return typeFromNode(alias, aliases);
  if (name !== "Array" && name !== "ReadonlyArray") return json;
  return required({ kind: "array", items: itemType(node.typeArguments?.[0]) });
}

/** The parameter type of a default that is declared without a type. */
export function typeFromValue(value: Json | undefined): ReadType {
  if (Array.isArray(value)) {
    const [first, ...rest] = value.map((item: Json) => typeFromValue(item).type);
    const same = first !== undefined && rest.every((type) => JSON.stringify(type) === JSON.stringify(first));
    return { type: { kind: "array", items: same ? first : json.type }, nullable: false };
  }
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
    return { type: { kind: typeof value as "number" | "string" | "boolean" }, nullable: false };
  }
  return { ...json, nullable: value === null };
}

function literalType(literal: TypeScript.Node): ReadType {
  const ts = loadTypeScript();
  if (literal.kind === ts.SyntaxKind.NullKeyword) return { ...json, nullable: true };
  const value = choiceValue(literal);
  return value === undefined ? json : { type: { kind: "choice", choices: [value] }, nullable: false };
}

function choiceValue(literal: TypeScript.Node): string | number | boolean | undefined {
  const ts = loadTypeScript();
  if (ts.isStringLiteralLike(literal)) return literal.text;
  if (ts.isNumericLiteral(literal)) return Number(literal.text);
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (literal.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (!ts.isPrefixUnaryExpression(literal) || literal.operator !== ts.SyntaxKind.MinusToken) return undefined;
  return ts.isNumericLiteral(literal.operand) ? -Number(literal.operand.text) : undefined;
}

function unionType(members: readonly ReadType[]): ReadType {
  const nullable = members.some((member) => member.nullable);
  const types = members.filter((member) => !(member.nullable && member.type.kind === "json"));
  const [only] = types;
  if (only !== undefined && types.length === 1) return { type: only.type, nullable };
  const choices = types.flatMap(({ type }) => (type.kind === "choice" ? type.choices : []));
  const allChoices = types.every(({ type }) => type.kind === "choice");
  return { type: allChoices ? { kind: "choice", choices } : json.type, nullable };
}
