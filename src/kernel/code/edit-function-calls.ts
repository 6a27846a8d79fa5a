import type { Program } from "acorn";
import type { EditedCode } from "./code-pieces.js";
import type { FreeName } from "./free-names.js";
import { kernelGlobal } from "./kernel-global.js";
import { walkTree } from "./walk-tree.js";

/** Functions that `Function` compiles can import, too: V8 lets them only where they are made by a script of Node. */
export function editFunctionCalls(tree: Program, free: readonly FreeName[], edited: EditedCode): void {
  const uses = new Set(free.flatMap(({ name, start }) => (name === "Function" ? [start] : [])));
  if (uses.size === 0) return;
  walkTree(tree, (node) => {
    const callee = node.type === "NewExpression" || node.type === "CallExpression" ? node.callee : undefined;
    if (callee && uses.has(callee.start) && callee.type === "Identifier") {
      edited.replace(callee.start, callee.end, `${kernelGlobal}.Function`);
    }
    return undefined;
  });
}
