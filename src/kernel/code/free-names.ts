import type { AnyNode, Node } from "acorn";
import { patternNames } from "./pattern-names.js";
import { childNodes, walkTree } from "./walk-tree.js";

/** A use of a name that no function or block inside the script declares. */
export interface FreeName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** `{ name }`, short for `{ name: name }`. */
  readonly isShorthand: boolean;
  /** The target of an assignment, not of a declaration. */
  readonly isAssigned: boolean;
  /** The name of a function that the script declares. */
  readonly isHoisted: boolean;
}

type Scope = ReadonlySet<string>;

/** The names that a script uses and that are its own or global, with the names it declares at the top level. */
export function freeNames(script: Node): readonly FreeName[] {
  const found: FreeName[] = [];
  const assigned = assignedNames(script);
  const hoisted = new Set<unknown>(childNodes(script).flatMap(functionName));
  const visit = (node: AnyNode, scopes: readonly Scope[]): void => {
    if (node.type === "Identifier") {
      if (scopes.some((scope) => scope.has(node.name))) return;
      const { name, start, end } = node;
      const [isAssigned, isHoisted] = [assigned.has(node), hoisted.has(node)];
      found.push({ name, start, end, isShorthand: false, isAssigned, isHoisted });
      return;
    }
    if (node.type === "Property" && node.shorthand) {
      const before = found.length;
      visit(node.value as AnyNode, scopes);
      const first = found[before];
      if (first?.start === node.start) found[before] = { ...first, isShorthand: true };
      return;
    }
    const inner = [...scopes, ...declaredInside(node)];
    for (const child of usedChildren(node)) visit(child as AnyNode, inner);
  };
  for (const statement of childNodes(script)) visit(statement as AnyNode, []);
  return found;
}

/** The name of a function declaration, exported or not. */
function functionName(statement: Node): readonly Node[] {
  const node = statement as AnyNode;
  if (node.type === "FunctionDeclaration") return node.id ? [node.id] : [];
  const isExport = node.type === "ExportNamedDeclaration" || node.type === "ExportDefaultDeclaration";
  return isExport && node.declaration ? functionName(node.declaration) : [];
}

/** Children without those that are names of properties, labels and modules. */
function usedChildren(node: AnyNode): readonly Node[] {
  const skipped = new Set<unknown>();
  if (node.type === "MemberExpression" && !node.computed) skipped.add(node.property);
  if ("key" in node && "computed" in node && !node.computed) skipped.add(node.key);
  if ("label" in node) skipped.add(node.label);
  if (node.type === "MetaProperty" || node.type === "ImportDeclaration" || node.type === "ExportNamedDeclaration") {
    return node.type === "ExportNamedDeclaration" && node.declaration ? [node.declaration] : [];
  }
  return childNodes(node).filter((child) => !skipped.has(child));
}

/** What a function, block, loop, class or catch clause declares for what is inside it. */
function declaredInside(node: AnyNode): readonly Scope[] {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression": {
      const own = node.type === "FunctionExpression" && node.id ? [node.id.name] : [];
      return [new Set([...own, "arguments", ...node.params.flatMap(patternNames), ...variablesInside(node.body)])];
    }
    case "ClassExpression":
      return node.id ? [new Set([node.id.name])] : [];
    case "BlockStatement":
    case "StaticBlock":
      return [new Set(node.body.flatMap(blockNames))];
    case "SwitchStatement":
      return [new Set(node.cases.flatMap(({ consequent }) => consequent.flatMap(blockNames)))];
    case "ForStatement":
      return node.init ? [new Set(blockNames(node.init))] : [];
    case "ForInStatement":
    case "ForOfStatement":
      return [new Set(blockNames(node.left))];
    case "CatchClause":
      return node.param ? [new Set(patternNames(node.param))] : [];
    default:
      return [];
  }
}

function blockNames(node: Node): readonly string[] {
  const statement = node as AnyNode;
  if (statement.type === "VariableDeclaration" && statement.kind !== "var") {
    return statement.declarations.flatMap(({ id }) => patternNames(id));
  }
  const isNamed = statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration";
  return isNamed && statement.id ? [statement.id.name] : [];
}

/** Names of `var` in a function, without those of functions inside it. */
function variablesInside(body: Node): readonly string[] {
  const names: string[] = [];
  walkTree(body, (node) => {
    if (/Function|^StaticBlock$/.test(node.type)) return false;
    if (node.type === "VariableDeclaration" && node.kind === "var") {
      names.push(...node.declarations.flatMap(({ id }) => patternNames(id)));
    }
    return undefined;
  });
  return names;
}

/** The identifiers that assignments, `++`, `--` and loops over existing names write to. */
function assignedNames(script: Node): ReadonlySet<Node> {
  const found = new Set<Node>();
  const add = (pattern: Node): void =>
    walkTree(pattern, (node) => {
      if (node.type === "Identifier") found.add(node);
      if (node.type === "AssignmentPattern") {
        add(node.left);
        return false;
      }
      return node.type !== "MemberExpression";
    });
  walkTree(script, (node) => {
    if (node.type === "AssignmentExpression") add(node.left);
    else if (node.type === "UpdateExpression") add(node.argument);
    else if (node.type === "ForInStatement" || node.type === "ForOfStatement") {
      if (node.left.type !== "VariableDeclaration") add(node.left);
    }
    return undefined;
  });
  return found;
}
