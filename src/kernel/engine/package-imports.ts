import { join } from "node:path";
import vm from "node:vm";

/** A module's exports by name. */
export type ModuleNamespace = Readonly<Record<string, unknown>>;

type NativeImport = (specifier: string, options?: object) => Promise<ModuleNamespace>;

/** A function that imports packages as a module in this folder would, with Node's own resolution. */
export function nativeImport(folder: string): NativeImport {
  const script = new vm.Script("(specifier, options) => import(specifier, options)", {
    filename: join(folder, "cell.mjs"),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return script.runInThisContext() as NativeImport;
}

/**
 * The exports of a module as TypeScript's `esModuleInterop` has them: names of a CommonJS module that Node does not
 * detect are there too, and the default of one that was compiled from an ES module is that module's.
 */
export function interopNamespace(module: ModuleNamespace): ModuleNamespace {
  const main = module.default as ModuleNamespace | null | undefined;
  const isObject = (typeof main === "object" && main !== null) || typeof main === "function";
  if (!isObject || !isCommonJs(module, main)) return module;
  // Reading a getter may load more of the package.
  const plain = Object.entries(Object.getOwnPropertyDescriptors(main)).filter(
    ([name, { get, enumerable }]) => enumerable && get === undefined && name !== "default" && !(name in module),
  );
  const extra = Object.fromEntries(plain.map(([name, { value }]) => [name, value as unknown]));
  const isCompiled = main.__esModule === true && "default" in main;
  return { ...module, ...extra, default: isCompiled ? main.default : main };
}

/** Node's namespace of a CommonJS module has its exports as the default, and some of their names. */
function isCommonJs(module: ModuleNamespace, main: ModuleNamespace): boolean {
  if ("module.exports" in module) return true;
  const names = Object.keys(module).filter((name) => name !== "default");
  return names.every((name) => name in main && main[name] === module[name]);
}
