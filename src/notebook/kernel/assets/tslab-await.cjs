// Cells whose only `await` is followed by a parenthesis, as in `await (await fetch(url)).json()`: loaded by tslab-preload.cjs.
"use strict";

/**
 * Whether JavaScript that tslab compiled awaits outside any function. tslab detects it by a compiler error, which is missing where `await (`
 * could also have been a call; the cell would then run as a function that is not async.
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
