import type { AnyNode, Node } from "acorn";

/** Whether a statement only defines names: functions, classes, constants that are written out. */
export function isConstant(node: AnyNode): boolean {
  if (node.type === "FunctionDeclaration") return true;
  if (node.type === "ClassDeclaration") return isPlainClass(node);
  if (node.type !== "VariableDeclaration") return false;
  return node.declarations.every(({ init }) => !init || (isPlain(init) && !isEmptyCollection(init)));
}

/** Whether a statement declares functions or classes: `function f() {}`, `const f = () => {}`, `class A {}`. */
export function isFunctionValue(node: AnyNode): boolean {
  if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") return true;
  if (node.type !== "VariableDeclaration") return false;
  return node.declarations.every(({ init }) => /^(ArrowFunction|Function|Class)Expression$/.test(init?.type ?? ""));
}

/** Whether an expression has a value without calling anything; what it names has to be such a value too. */
function isPlain(expression: Node): boolean {
  const node = expression as AnyNode;
  switch (node.type) {
    case "Literal":
    case "Identifier":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return true;
    case "ClassExpression":
      return isPlainClass(node);
    case "TemplateLiteral":
      return node.expressions.every(isPlain);
    case "UnaryExpression":
      return node.operator !== "delete" && isPlain(node.argument);
    case "BinaryExpression":
    case "LogicalExpression":
      return isPlain(node.left) && isPlain(node.right);
    case "ConditionalExpression":
      return isPlain(node.test) && isPlain(node.consequent) && isPlain(node.alternate);
    case "ArrayExpression":
      return node.elements.every((element) => element === null || isPlain(element));
    case "SpreadElement":
      return isPlain(node.argument);
    case "ObjectExpression":
      return node.properties.every(isPlain);
    case "Property":
      return (!node.computed || isPlain(node.key)) && isPlain(node.value);
    case "MemberExpression":
      return isPlain(node.object) && (!node.computed || isPlain(node.property));
    case "ChainExpression":
      return isPlain(node.expression);
    case "NewExpression":
      return isCollection(node.callee) && node.arguments.every(isPlain);
    case "CallExpression":
      return isEnum(node.callee, node.arguments[0]);
    default:
      return false;
  }
}

function isPlainClass(node: AnyNode & { readonly type: "ClassDeclaration" | "ClassExpression" }): boolean {
  if (node.superClass && !isPlain(node.superClass)) return false;
  return node.body.body.every((member) => {
    if (member.type === "StaticBlock") return false;
    return member.type !== "PropertyDefinition" || !member.static || !member.value || isPlain(member.value);
  });
}

/** An empty collection is made to be filled by other code. */
function isEmptyCollection(expression: Node): boolean {
  const node = expression as AnyNode;
  if (node.type === "ArrayExpression") return node.elements.length === 0;
  if (node.type === "ObjectExpression") return node.properties.length === 0;
  return node.type === "NewExpression" && node.arguments.length === 0;
}

function isCollection(callee: Node): boolean {
  const node = callee as AnyNode;
  return node.type === "Identifier" && (node.name === "Set" || node.name === "Map");
}

/** A compiled enum: `(function (A) { … })(A || {})`. */
function isEnum(callee: Node, argument: Node | undefined): boolean {
  const value = argument as AnyNode | undefined;
  return (
    callee.type === "FunctionExpression" &&
    value?.type === "LogicalExpression" &&
    value.right.type === "ObjectExpression"
  );
}
