import { join } from "node:path";
import { cellTypePackages, cuadernoCellOptions, cuadernoGlobals } from "../../host/cell-type-packages.js";
import { projectSettings } from "../../host/project-settings.js";

/** The name of the module that imports all modules of cells, without extension. */
const rootName = "cuaderno-cells";

/** Documents with which a language server sees modules in a folder as one project, whatever projects are around. */
export function projectDocuments(folder: string, modules: readonly string[]): ReadonlyMap<string, string> {
  const imports = modules.map((name) => `import "./${name}";`).join(" ");
  return new Map([
    [join(folder, "tsconfig.json"), settings(compilerOptions(folder))],
    [join(folder, `${rootName}.ts`), `export {}; ${imports}\n${cuadernoGlobals}\n`],
  ]);
}

/** The same documents without any library: modules are added to it in no time. */
export function emptyProjectDocuments(folder: string, modules: readonly string[]): ReadonlyMap<string, string> {
  const documents = projectDocuments(folder, modules);
  return new Map([...documents, [join(folder, "tsconfig.json"), settings({ noLib: true, types: [] })]]);
}

function settings(options: object): string {
  return JSON.stringify({ compilerOptions: options, files: ["tsconfig.json", `${rootName}.ts`] });
}

function compilerOptions(folder: string): object {
  const { paths, options } = projectSettings(folder);
  const packages = cellTypePackages([folder]);
  return {
    ...cuadernoCellOptions,
    module: "esnext",
    moduleResolution: "bundler",
    moduleDetection: "force",
    strict: false,
    noEmit: true,
    noUncheckedSideEffectImports: false,
    experimentalDecorators: true,
    esModuleInterop: true,
    resolveJsonModule: true,
    allowJs: true,
    skipLibCheck: true,
    // The server would look for projects of the folders above.
    disableSolutionSearching: true,
    ...options,
    ...packages,
    paths: { ...packages.paths, ...paths },
  };
}
