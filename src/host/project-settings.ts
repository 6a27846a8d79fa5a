import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { foldersAbove } from "./cell-type-packages.js";

/** What of a project's tsconfig.json matters to cells. */
export interface ProjectSettings {
  /** Patterns of specifiers, and the absolute patterns of paths that they mean. */
  readonly paths: { readonly [pattern: string]: readonly string[] };
  /** Settings such as `strict` and `jsx`; none where `include` leaves the folder out. */
  readonly options: { readonly [name: string]: unknown };
}

interface Config {
  readonly extends?: string | readonly string[] | undefined;
  readonly compilerOptions?: { readonly [name: string]: unknown } | undefined;
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly files?: readonly string[] | undefined;
}

/** Settings about the meaning of code; those about output and about unused names have no use in cells. */
const cellSettings =
  /^(strict\w*|alwaysStrict|exactOptionalPropertyTypes|noImplicit\w+|noUncheckedIndexedAccess|noFallthroughCasesInSwitch|noPropertyAccessFromIndexSignature|useUnknownInCatchVariables|jsx\w*)$/;
/** Those of a kernel that reads no tsconfig.json. */
export const noSettings: ProjectSettings = { paths: {}, options: {} };

/**
 * What the nearest tsconfig.json, with those that it extends, says about code in a folder. One that cannot be read says
 * nothing.
 */
export function projectSettings(folder: string): ProjectSettings {
  const file = foldersAbove(folder)
    .map((parent) => join(parent, "tsconfig.json"))
    .find((path) => existsSync(path));
  if (file === undefined) return noSettings;
  try {
    const { paths, options, includes } = readConfig(file, 0);
    const chosen = Object.entries(includes(folder) ? options : {}).filter(([name]) => cellSettings.test(name));
    return { paths, options: Object.fromEntries(chosen) };
  } catch {
    return noSettings;
  }
}

interface ReadConfig extends ProjectSettings {
  readonly includes: (folder: string) => boolean;
}

const maxExtends = 20;

function readConfig(file: string, depth: number): ReadConfig {
  const config = JSON.parse(plainJson(readFileSync(file, "utf8"))) as Config;
  const folder = dirname(file);
  const parents = depth < maxExtends ? [config.extends ?? []].flat() : [];
  const inherited = parents.map((parent) => readConfig(extendedFile(parent, file), depth + 1));
  const { paths, baseUrl, ...options } = config.compilerOptions ?? {};
  const base = resolve(folder, typeof baseUrl === "string" ? baseUrl : ".");
  const bare = typeof baseUrl === "string" ? { "*": [join(base, "*")] } : {};
  const own = Object.entries((paths ?? {}) as { readonly [pattern: string]: readonly string[] }).map(
    ([pattern, targets]) => [pattern, targets.map((target) => resolve(base, target))] as const,
  );
  const hasScope = config.include !== undefined || config.files !== undefined;
  return {
    paths: paths === undefined ? (inherited.at(-1)?.paths ?? bare) : { ...bare, ...Object.fromEntries(own) },
    options: Object.assign({}, ...inherited.map((parent) => parent.options), options) as ProjectSettings["options"],
    includes: hasScope ? (path) => isIncluded(path, folder, config) : (inherited.at(-1)?.includes ?? (() => true)),
  };
}

function extendedFile(specifier: string, file: string): string {
  if (!/^\.{0,2}\//.test(specifier)) return createRequire(file).resolve(specifier);
  const path = resolve(dirname(file), specifier);
  return path.endsWith(".json") ? path : `${path}.json`;
}

/** JSON without the comments and trailing commas that TypeScript allows. */
function plainJson(text: string): string {
  const withoutComments = text.replace(
    /("(?:\\.|[^"\\])*")|\/\/.*|\/\*[\s\S]*?\*\//g,
    (_match, string) => string ?? "",
  );
  return withoutComments.replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_match, string) => string ?? "");
}

/** Whether a file of TypeScript in this folder belongs to a project. */
function isIncluded(path: string, folder: string, { include = [], exclude = [] }: Config): boolean {
  const file = join(relative(folder, path), "cell.ts").replaceAll("\\", "/");
  const matches = (pattern: string): boolean => toExpression(pattern).test(file);
  return include.some(matches) && !exclude.some(matches);
}

/** A pattern of `include`: one without ending and wildcard in its last part is a folder. */
function toExpression(pattern: string): RegExp {
  const plain = pattern.replace(/^\.\//, "").replace(/\/$/, "");
  const whole = plain === "" || plain === "." ? "**/*" : /[*?.][^/]*$/.test(plain) ? plain : `${plain}/**/*`;
  const source = whole
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => wildcards[part] ?? part.replace(/[$()+.[\\\]^{|}]/g, "\\$&"))
    .join("");
  return new RegExp(`^${source}$`);
}

const wildcards: { readonly [wildcard: string]: string } = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};

/** The absolute paths that a specifier may mean by the patterns of a project, the most specific pattern first. */
export function mappedPaths(specifier: string, { paths }: Pick<ProjectSettings, "paths">): readonly string[] {
  return Object.entries(paths)
    .map(([pattern, targets]) => ({ parts: pattern.split("*"), targets }))
    .filter(({ parts: [start = "", end] }) =>
      end === undefined
        ? specifier === start
        : specifier.length >= start.length + end.length && specifier.startsWith(start) && specifier.endsWith(end),
    )
    .sort((a, b) => (b.parts[0]?.length ?? 0) - (a.parts[0]?.length ?? 0))
    .slice(0, 1)
    .flatMap(({ parts: [start = "", end = ""], targets }) =>
      targets.map((target) => target.replace("*", () => specifier.slice(start.length, specifier.length - end.length))),
    );
}
