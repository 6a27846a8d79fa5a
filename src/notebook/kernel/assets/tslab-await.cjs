// Cells whose only `await` stands before a bracket, as in `await (await fetch(url)).json()`: loaded by tslab-preload.cjs.
"use strict";

/**
 * Whether JavaScript that tslab compiled awaits outside any function. tslab learns of it by an error of the compiler, which does not come where
 * `await (` could also have been a call, and would then run the cell as a function that may not wait.
 */
function awaitsOutside(ts, output) {
  if (!/\bawait\b/.test(output)) return false;
  const file = ts.createSourceFile("cell.js", `export {};\n${output}`, ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS);
  const look = (node) => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isAwaitExpression(node) || node.awaitModifier !== undefined) return true;
    return ts.forEachChild(node, look) === true;
  };
  return look(file);
}

module.exports = { awaitsOutside };
