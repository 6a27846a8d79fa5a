import type { VariableDeclaration } from "acorn";
import { EditedCode, offsetBefore } from "./code-pieces.js";
import { kernelGlobal } from "./kernel-global.js";
import { parseStripped } from "./parse-script.js";
import { offsetAt, positionAt } from "./source-position.js";
import { type StrippedCode, stripTypes } from "./strip-types.js";
import { walkTree } from "./walk-tree.js";

/**
 * The code of a cell without `using`, which V8 knows from Node 24. Resources of the cell itself are released by the
 * kernel when the cell ends; those in functions and blocks are compiled.
 */
export function withoutUsing(stripped: StrippedCode): StrippedCode {
  if (!/\busing\b/.test(stripped.code)) return stripped;
  const tree = parseStripped(stripped);
  const ofCell = new Set<object>(tree.body);
  const edited = new EditedCode(stripped.code);
  let isNested = false;
  walkTree(tree, (node) => {
    if (node.type !== "VariableDeclaration" || !isUsing(node)) return undefined;
    if (!ofCell.has(node)) isNested = true;
    else {
      edited.replace(node.start, node.start + node.kind.length, "const");
      const method = node.kind === "using" ? "use" : "useAsync";
      for (const { init } of node.declarations) {
        if (!init) continue;
        edited.replace(init.start, init.start, `${kernelGlobal}.${method}(`);
        edited.replace(init.end, init.end, ")");
      }
    }
    return undefined;
  });
  const pieces = edited.pieces();
  const code = pieces.map(({ text }) => text).join("");
  const toSource: StrippedCode["toSource"] = (line, column) => {
    const position = positionAt(stripped.code, offsetBefore(pieces, offsetAt(code, line, column)));
    return stripped.toSource(position.line, position.column);
  };
  if (!isNested) return { code, toSource };
  const compiled = stripTypes("using", code, { keepImports: true, compileUsing: true, language: "js" });
  return {
    code: compiled.code,
    toSource: (line, column) => {
      const position = compiled.toSource(line, column);
      return toSource(position.line, position.column);
    },
  };
}

function isUsing({ kind }: VariableDeclaration): boolean {
  return kind === "using" || kind === "await using";
}
