import Module, { createRequire } from "node:module";
import { EnvironmentError } from "../../core/errors.js";

let compiler: TypeScript | undefined;

/** The TypeScript that tslab checks cells with, so that both read a cell alike. Loaded on first use, which takes up to a third of a second. */
export function loadTypeScript(): TypeScript {
  compiler ??= load();
  return compiler;
}

function load(): TypeScript {
  const require = createRequire(import.meta.url);
  const { loadCompilerQuickly } = require("../kernel/assets/compiler-cache.cjs") as {
    readonly loadCompilerQuickly: (module: typeof Module) => void;
  };
  try {
    const tslab = require.resolve("tslab/package.json");
    loadCompilerQuickly(Module);
    return createRequire(tslab)("@tslab/typescript-for-tslab") as TypeScript;
  } catch (cause) {
    throw new EnvironmentError('loadTypeScript: the package tslab is not installed; run "npm install tslab@1.0.22"', {
      cause,
    });
  }
}

/** The part of the compiler's interface that reading parameters uses (the package ships no usable types for it). */
export interface TypeScript {
  readonly SyntaxKind: { readonly [name: string]: number };
  readonly ScriptTarget: { readonly Latest: number };
  readonly NodeFlags: { readonly Const: number };
  createSourceFile(name: string, text: string, target: number, setParents: boolean): SourceFile;
  getLeadingCommentRanges(text: string, position: number): readonly CommentRange[] | undefined;
  getTrailingCommentRanges(text: string, position: number): readonly CommentRange[] | undefined;
}

/** A node of the syntax tree, with the children that occur in declarations of literals. */
export interface SyntaxNode {
  readonly kind: number;
  readonly flags: number;
  readonly pos: number;
  readonly end: number;
  readonly text?: string;
  readonly name?: SyntaxNode;
  readonly type?: SyntaxNode;
  readonly types?: readonly SyntaxNode[];
  readonly typeName?: SyntaxNode;
  readonly typeArguments?: readonly SyntaxNode[];
  readonly elementType?: SyntaxNode;
  readonly literal?: SyntaxNode;
  readonly initializer?: SyntaxNode;
  readonly expression?: SyntaxNode;
  readonly operand?: SyntaxNode;
  readonly operator?: number;
  readonly elements?: readonly SyntaxNode[];
  readonly properties?: readonly SyntaxNode[];
  readonly declarationList?: SyntaxNode & { readonly declarations: readonly SyntaxNode[] };
  getText(file: SourceFile): string;
  getStart(file: SourceFile): number;
}

/** A parsed text. */
export interface SourceFile extends SyntaxNode {
  readonly statements: readonly SyntaxNode[];
  readonly parseDiagnostics: readonly {
    readonly start: number;
    readonly messageText: string | { readonly messageText: string };
  }[];
  getLineAndCharacterOfPosition(position: number): { readonly line: number; readonly character: number };
}

/** Where a comment stands. */
export interface CommentRange {
  readonly pos: number;
  readonly end: number;
}
