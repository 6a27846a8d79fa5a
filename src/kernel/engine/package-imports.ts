import { readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
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
  const importNatively = script.runInThisContext() as NativeImport;
  const require = createRequire(join(folder, "cell.mjs"));
  return async (specifier, options) => requirePlainly(specifier, require) ?? (await importNatively(specifier, options));
}

const plainPackages = new Map<string, ModuleNamespace>();
const plainNamespaces = new WeakSet<ModuleNamespace>();

/**
 * A CommonJS package by `require`, where that finds the same file as `import`. Node's import would first read the names
 * of all its exports off the code, which takes longer than running it.
 */
function requirePlainly(specifier: string, require: NodeJS.Require): ModuleNamespace | undefined {
  if (!/^(@[\w.-]+\/)?[\w-][\w.-]*$/.test(specifier) || isBuiltin(specifier)) return undefined;
  let main: string;
  try {
    const manifest = require.resolve(`${specifier}/package.json`);
    const { exports, type } = JSON.parse(readFileSync(manifest, "utf8")) as Readonly<Record<string, unknown>>;
    main = require.resolve(specifier);
    if (exports !== undefined || type === "module" || !/\.c?js$/.test(main) || !main.startsWith(dirname(manifest)))
      return;
  } catch {
    return undefined;
  }
  const known = plainPackages.get(main);
  if (known !== undefined) return known;
  const namespace = plainNamespace(require(specifier));
  plainPackages.set(main, namespace);
  return namespace;
}

/** The exports of a CommonJS module by name; reading a getter may load more of the package. */
function plainNamespace(exported: unknown): ModuleNamespace {
  const namespace: Record<string, unknown> = Object.create(null);
  const isObject = (typeof exported === "object" && exported !== null) || typeof exported === "function";
  const members = isObject ? (exported as ModuleNamespace) : {};
  for (const name of Object.keys(members)) {
    Object.defineProperty(namespace, name, { enumerable: true, configurable: true, get: () => members[name] });
  }
  const isCompiled = members.__esModule === true && "default" in members;
  if (!isCompiled) Object.defineProperty(namespace, "default", { enumerable: true, value: exported });
  plainNamespaces.add(namespace);
  return namespace;
}

/**
 * The exports of a module as TypeScript's `esModuleInterop` has them: names of a CommonJS module that Node does not
 * detect are there too, and the default of one that was compiled from an ES module is that module's.
 */
export function interopNamespace(module: ModuleNamespace): ModuleNamespace {
  const main = module.default as ModuleNamespace | null | undefined;
  const isObject = (typeof main === "object" && main !== null) || typeof main === "function";
  if (!isObject || plainNamespaces.has(module) || !isCommonJs(module, main)) return module;
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
