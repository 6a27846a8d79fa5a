import { SourceMap, type SourceMapPayload } from "node:module";
import { type HelperMode, transformSync } from "oxc-transform";
import { CellSyntaxError } from "./cell-syntax-error.js";
import { refuseDeepNesting } from "./refuse-deep-nesting.js";
import { positionAt, type SourcePosition } from "./source-position.js";

/** JavaScript made from TypeScript, and the way back to its positions. */
export interface StrippedCode {
  readonly code: string;
  /** The position in the source of a position in the code; both are counted from 0. */
  readonly toSource: (line: number, column: number) => SourcePosition;
}

/** How types are stripped. */
export interface StripTypesOptions {
  /** Keep imports that only other cells use. */
  readonly keepImports: boolean;
  /** Compile `using`, which Node 20 does not know. */
  readonly compileUsing: boolean;
  readonly language?: "ts" | "tsx" | "js" | "jsx" | undefined;
}

/**
 * JavaScript from TypeScript: types removed; enums, namespaces, parameter properties and decorators compiled.
 *
 * @throws CellSyntaxError with the position of the first error.
 */
export function stripTypes(name: string, source: string, options: StripTypesOptions): StrippedCode {
  refuseDeepNesting(source);
  const transform = (lang: NonNullable<StripTypesOptions["language"]>) =>
    transformSync(name, source, {
      lang,
      sourceType: "module",
      sourcemap: true,
      target: options.compileUsing ? "es2023" : "esnext",
      typescript: { onlyRemoveTypeImports: options.keepImports, allowNamespaces: true },
      decorator: { legacy: true },
      // The enum of the modes is only declared.
      helpers: { mode: "External" as HelperMode },
    });
  const { language = "ts" } = options;
  const { code, map, errors } = transform(language);
  const [first] = errors;
  if (first !== undefined) {
    const start = first.labels[0]?.start ?? 0;
    const before = Buffer.from(source).subarray(0, start).toString();
    const atEnd = before.trimEnd().length >= source.trimEnd().length || /unterminated/i.test(first.message);
    const isJsx = language === "ts" && /<[A-Za-z>]/.test(source) && transform("tsx").errors.length === 0;
    throw isJsx
      ? new CellSyntaxError(`JSX does not work in a cell; ${jsxFix}`, positionAt(source, before.length))
      : new CellSyntaxError(lowercaseStart(first.message), positionAt(source, before.length), atEnd);
  }
  let decoded: SourceMap | undefined;
  return {
    code,
    toSource: (line, column) => {
      decoded ??= new SourceMap(map as unknown as SourceMapPayload);
      const found = decoded.findEntry(line, column) as { originalLine?: number; originalColumn?: number };
      return { line: found.originalLine ?? 0, column: found.originalColumn ?? 0 };
    },
  };
}

const jsxFix = "write the component in a .tsx module and import it";

function lowercaseStart(message: string): string {
  return message.replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase());
}
