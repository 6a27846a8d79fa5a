import type * as TypeScript from "@tslab/typescript-for-tslab";
import { loadTypeScript } from "./load-typescript.js";

/** The source of a cell as a syntax tree. */
export interface ParsedCode {
  /** An empty file when the code is nested too deeply. */
  readonly file: TypeScript.SourceFile;
  readonly syntaxErrors: readonly SyntaxFault[];
}

/** Code that does not parse. */
export interface SyntaxFault {
  readonly offset: number;
  readonly message: string;
}

/** Deeper trees would overflow the stack of a recursive visitor. */
const maxDepth = 1_000;

/**
 * The syntax tree of TypeScript or JavaScript; nodes know their parents. Code that is nested more than 1,000 levels
 * deep is a syntax error. `isRecent`: `using` and attributes of imports, which tslab does not know, are read too.
 *
 * @example parseCode("const a = ;").syntaxErrors[0]?.message // "Expression expected."
 */
export function parseCode(
  source: string,
  { isRecent = false }: { readonly isRecent?: boolean | undefined } = {},
): ParsedCode {
  const parsed = parse(source);
  if (!isRecent || parsed.syntaxErrors.length === 0) return parsed;
  const older = withOlderSyntax(source);
  return older === source ? parsed : parse(older);
}

/** The code without syntax that the compiler does not know; what is declared, and every offset, stays the same. */
function withOlderSyntax(source: string): string {
  return source
    .replace(
      /(\bawait[ \t]+)?\busing(?=[ \t]+(?!of\b|in\b|instanceof\b|as\b|satisfies\b)[\p{ID_Start}$_])/gu,
      (_using, awaits: string | undefined) => "const".padStart((awaits ?? "").length + "using".length),
    )
    .replace(
      /((?:\bfrom|\bimport)\s*(?:"[^"\n]*"|'[^'\n]*')\s*)(with\s*\{[^}]*\})/g,
      (_import, start: string, attributes) => start + String(attributes).replace(/[^\n]/g, " "),
    );
}

function parse(source: string): ParsedCode {
  const ts = loadTypeScript();
  const parseFile = (text: string): TypeScript.SourceFile =>
    ts.createSourceFile("cell.ts", text, ts.ScriptTarget.Latest, true);
  const file = withinStack(() => parseFile(source));
  if (file === undefined || isDeeperThan(maxDepth, file)) {
    const message = `the code is nested more than ${maxDepth} levels deep`;
    return { file: parseFile(""), syntaxErrors: [{ offset: 0, message }] };
  }
  // The compiler's public types leave this field out.
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly TypeScript.DiagnosticWithLocation[] };
  return {
    file,
    syntaxErrors: parseDiagnostics.map(({ start, messageText }) => ({
      offset: start,
      message: ts.flattenDiagnosticMessageText(messageText, " "),
    })),
  };
}

/** The result, or undefined when the stack is too small for it. */
function withinStack<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (failure) {
    if (failure instanceof RangeError) return undefined;
    throw failure;
  }
}

function isDeeperThan(limit: number, root: TypeScript.Node): boolean {
  const ts = loadTypeScript();
  let level: TypeScript.Node[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    const next: TypeScript.Node[] = [];
    for (const node of level) ts.forEachChild(node, (child) => void next.push(child));
    level = next;
  }
  return false;
}
