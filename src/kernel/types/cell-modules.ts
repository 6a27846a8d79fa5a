/** A name that a cell declares at its top level. */
export interface DeclaredName {
  readonly name: string;
  /** Whether other code may assign to it: `let` and `var`. */
  readonly isVariable: boolean;
}

/** A cell as a TypeScript module: a line of imports from earlier cells, the code, and a line of exports. */
export interface CellModule {
  /** The name of its file, without extension. */
  readonly name: string;
  readonly text: string;
  readonly code: string;
  readonly declared: readonly DeclaredName[];
  /** Names of the modules that it takes names from. */
  readonly uses: readonly string[];
}

/** The names that the next cell sees, and the modules that they come from. */
export type VisibleNames = ReadonlyMap<string, { readonly module: string; readonly isVariable: boolean }>;

/** The first line of a cell in its module, counted from 0. */
export const firstCellLine = 1;

/** Exports have another name than the declarations, which the cell may export itself. */
const exportPrefix = "$cell_";

/**
 * The module of a cell, without its name. It takes those visible names that the code contains and does not declare,
 * from the latest cell that declares each: cells may declare a name again, with another type. `let` and `var` of
 * earlier cells stay assignable.
 */
export function cellModule(
  code: string,
  declared: readonly DeclaredName[],
  visible: VisibleNames,
): Omit<CellModule, "name"> {
  const contained = new Set(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  const used = new Map([...visible].filter(([name]) => contained.has(name)));
  return { ...moduleText(code, declared, used), code, declared };
}

/** The text of a module that takes all visible names which the code does not declare. */
export function moduleText(
  code: string,
  declared: readonly DeclaredName[],
  visible: VisibleNames,
): Pick<CellModule, "text" | "uses"> {
  const own = new Set(declared.map(({ name }) => name));
  const uses = new Set<string>();
  const taken = [...visible].flatMap(([used, from]) => {
    if (own.has(used)) return [];
    uses.add(from.module);
    const exported = `${exportPrefix}${used}`;
    return from.isVariable
      ? `declare let ${used}: typeof import("./${from.module}").${exported};`
      : `import { ${exported} as ${used} } from "./${from.module}";`;
  });
  const exports = [...own].map((declaration) => `${declaration} as ${exportPrefix}${declaration}`);
  return {
    text: `export {}; ${taken.join(" ")}\n${code}\nexport { ${exports.join(", ")} };\n`,
    uses: [...uses],
  };
}

/** The names that are visible after a cell has run. */
export function visibleAfter(visible: VisibleNames, { name: module, declared }: CellModule): VisibleNames {
  return new Map([...visible, ...declared.map(({ name, isVariable }) => [name, { module, isVariable }] as const)]);
}

/** The modules that visible names come from, with the modules that those take names from. */
export function reachableModules(
  modules: ReadonlyMap<string, CellModule>,
  visible: VisibleNames,
): ReadonlyMap<string, CellModule> {
  const found = new Map<string, CellModule>();
  const waiting = [...new Set([...visible.values()].map(({ module }) => module))];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const module = modules.get(name);
    if (module === undefined || found.has(name)) continue;
    found.set(name, module);
    waiting.push(...module.uses);
  }
  return found;
}
