import type * as TypeScript from "@tslab/typescript-for-tslab";
import { loadTypeScript } from "./load-typescript.js";

/** The source of a cell as a syntax tree. */
export interface ParsedCode {
  readonly file: TypeScript.SourceFile;
  readonly syntaxErrors: readonly SyntaxFault[];
}

/** Code that does not parse. */
export interface SyntaxFault {
  readonly offset: number;
  readonly message: string;
}

/** The syntax tree of TypeScript or JavaScript; nodes know their parents. */
export function parseCode(source: string): ParsedCode {
  const ts = loadTypeScript();
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
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
