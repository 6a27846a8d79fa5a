import type { CellCode, CellImport } from "../code/cell-code.js";
import type { CellGlobals } from "./kernel-globals.js";
import { LocalModules } from "./local-modules.js";
import { importOwnNames } from "./own-names.js";
import { interopNamespace, type ModuleNamespace, nativeImport } from "./package-imports.js";
import { tslabFacade } from "./tslab-facade.js";

/** Loads what cells import. */
export interface CellImports {
  /** The imported values of a cell, by their names in it; names that a module does not have are left out. */
  load(code: CellCode): Promise<Readonly<Record<string, unknown>>>;
  /** Begins to load the packages that a cell imports; `load` reports failures. */
  preload(code: CellCode): void;
}

/** Imports from the folder of the kernel; `$cuaderno.import` is set to the dynamic import of cells. */
export function cellImports(globals: CellGlobals): CellImports {
  const { folder } = globals;
  const imports = new Map<string, (specifier: string, options?: object) => Promise<ModuleNamespace>>();
  const importPackage = async (specifier: string, from: string, options?: object): Promise<ModuleNamespace> => {
    if (specifier === "tslab") return tslabFacade(globals.display);
    let load = imports.get(from);
    if (load === undefined) {
      load = nativeImport(from);
      imports.set(from, load);
    }
    return await load(specifier, options);
  };
  const local = new LocalModules(async (specifier, from) => interopNamespace(await importPackage(specifier, from)));
  const importModule = async (specifier: string, options?: object): Promise<ModuleNamespace> => {
    const file = local.resolve(specifier, folder);
    return file === undefined ? await importPackage(specifier, folder, options) : await local.import(file);
  };
  const importFor = async (specifier: string, names: CellImport["names"], options?: object): Promise<ModuleNamespace> =>
    (await importOwnNames(
      specifier,
      names.map(({ imported }) => imported),
      folder,
    )) ?? (await importModule(specifier, options));
  globals.import = async (specifier, options) => await importModule(String(specifier), options);
  return {
    preload({ imports: declarations }) {
      for (const { specifier, names, attributes } of declarations) {
        if (Object.keys(attributes).length > 0 || specifier === "tslab") continue;
        if (!local.has(specifier, folder)) importFor(specifier, names).catch(() => undefined);
      }
    },
    async load({ imports: declarations }) {
      const values: Record<string, unknown> = {};
      for (const { specifier, names, attributes, position } of declarations) {
        const options = Object.keys(attributes).length === 0 ? undefined : { with: attributes };
        let module: ModuleNamespace;
        try {
          module = await importFor(specifier, names, options);
        } catch (failure) {
          throw withPosition(failure, position);
        }
        const exports = names.length === 0 || names[0]?.imported === "*" ? module : interopNamespace(module);
        for (const { imported, local } of names) {
          if (imported === "*") values[local] = module;
          else if (imported in exports) values[local] = exports[imported];
        }
      }
      return values;
    },
  };
}

const positions = new WeakMap<object, { readonly line: number; readonly column: number }>();

/** An error while a module was loaded; it is shown with the position of the import. */
function withPosition(failure: unknown, position: { readonly line: number; readonly column: number }): unknown {
  if (typeof failure === "object" && failure !== null) positions.set(failure, position);
  return failure;
}

/** The position of the import that failed with this error, counted from 0. */
export function importPosition(failure: unknown): { readonly line: number; readonly column: number } | undefined {
  return typeof failure === "object" && failure !== null ? positions.get(failure) : undefined;
}
