import type { ReadCell } from "./check-cells.js";

/** A cell as a TypeScript module: a line of imports from earlier cells, the cell itself, and its exports. */
export interface CellModule {
  readonly cell: number;
  /** `name-cell-7`, without the extension. */
  readonly name: string;
  readonly text: string;
  /** Number of lines of the cell; later lines of the module are generated. */
  readonly lineCount: number;
}

/**
 * One module per code cell. Each imports the names it uses from the latest cell before it that declares them, so that
 * cells may declare a name again, with another type, as tslab allows; `let` and `var` of earlier cells stay assignable.
 */
export function cellModules(cells: readonly ReadCell[], name: string): readonly CellModule[] {
  const visible = new Map<string, { readonly cell: number; readonly assignable: boolean }>();
  return cells.map((cell) => {
    const taken = [...cell.used].flatMap((used) => {
      const from = visible.get(used);
      if (from === undefined || cell.declared.has(used)) return [];
      const module = `"./${name}-cell-${from.cell}"`;
      return from.assignable
        ? `declare let ${used}: typeof import(${module}).${used};`
        : `import { ${used} } from ${module};`;
    });
    const names = [...cell.declared.keys()];
    for (const [declared, { assignable }] of cell.declared) visible.set(declared, { cell: cell.number, assignable });
    const body =
      cell.syntaxErrors.length === 0
        ? cell.source.replace(/\r\n?/g, "\n")
        : names.map((declared) => `declare const ${declared}: any; type ${declared} = any;`).join(" ");
    return {
      cell: cell.number,
      name: `${name}-cell-${cell.number}`,
      text: `export {}; ${taken.join(" ")}\n${body}\nexport { ${names.join(", ")} };\n`,
      lineCount: body.split("\n").length,
    };
  });
}
