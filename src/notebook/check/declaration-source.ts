import type * as TypeScript from "@tslab/typescript-for-tslab";
import { cellTags } from "../cells/cell-tags.js";
import { declaredNames } from "../compiler/declared-names.js";
import { loadTypeScript } from "../compiler/load-typescript.js";
import { parseCode } from "../compiler/parse-code.js";
import type { Notebook } from "../format/notebook.js";

/** What the module of a notebook has, as far as its declarations need it. */
export interface ModuleOutline {
  readonly exports: readonly string[];
  /** The names that cells of the module declare, by the number of the cell, from 1. */
  readonly declared: ReadonlyMap<number, readonly string[]>;
}

interface CellStatement {
  readonly cell: number;
  readonly node: TypeScript.Statement;
  readonly declared: readonly string[];
  readonly isType: boolean;
}

/**
 * TypeScript whose declarations are those of a notebook's module: its functions and constants, and the types that they
 * use. Types are exported, too. Statements that only give a type are in it, but it is never run.
 */
export function declarationSource(notebook: Notebook, { exports, declared }: ModuleOutline): string {
  const statements = readStatements(notebook);
  const isRoot = ({ cell, declared: names, isType }: CellStatement): boolean =>
    names.some((name) => declared.get(cell)?.includes(name)) ||
    (isType && cellTags(notebook.cells[cell - 1] as Notebook["cells"][number]).includes("export"));
  const taken = new Set<CellStatement>();
  const waiting = statements.filter(isRoot);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (taken.has(next)) continue;
    taken.add(next);
    const [at, used] = [statements.indexOf(next), usedNames(next.node)];
    for (const name of used) {
      if (next.declared.includes(name)) continue;
      const declares = (other: CellStatement): boolean => other.declared.includes(name);
      const found = statements.slice(0, at).findLast(declares) ?? statements.slice(at).find(declares);
      if (found !== undefined) waiting.push(found);
    }
  }
  const chosen = statements.filter((statement) => taken.has(statement));
  const types = chosen.filter(({ isType }) => isType).flatMap((statement) => statement.declared);
  return [
    ...chosen.map(({ node }) => withoutExport(node)),
    `export { ${exports.join(", ")} };`,
    ...(types.length === 0 ? [] : [`export type { ${[...new Set(types)].join(", ")} };`]),
    "",
  ].join("\n");
}

function readStatements(notebook: Notebook): readonly CellStatement[] {
  const ts = loadTypeScript();
  return notebook.cells.flatMap((cell, index) => {
    if (cell.cell_type !== "code" || cellTags(cell).some((tag) => tag === "demo" || tag === "test")) return [];
    return parseCode(cell.source, { isRecent: true }).file.statements.map((node) => ({
      cell: index + 1,
      node,
      declared: declaredNames(node).map(({ name }) => name),
      isType: ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node),
    }));
  });
}

function usedNames(node: TypeScript.Node): ReadonlySet<string> {
  const ts = loadTypeScript();
  const names = new Set<string>();
  const visit = (child: TypeScript.Node): void => {
    if (ts.isIdentifier(child)) names.add(child.text);
    ts.forEachChild(child, visit);
  };
  visit(node);
  return names;
}

/** The text of a statement with its comments, without the keyword `export`. */
function withoutExport(node: TypeScript.Statement): string {
  const full = node.getFullText();
  const start = node.getStart() - node.getFullStart();
  return `${full.slice(0, start).trimStart()}${full.slice(start).replace(/^export\s+(default\s+)?/, "")}`;
}
