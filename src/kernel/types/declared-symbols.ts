import type { DeclaredName } from "./cell-modules.js";

/** What a language server knows of a declaration. */
export interface DocumentSymbol {
  readonly name: string;
  readonly kind: number;
  readonly selectionRange: { readonly start: { readonly line: number; readonly character: number } };
}

/** Kinds of the protocol: module, namespace, class (a type, too), enum, interface, function. */
const typeKinds: readonly number[] = [2, 3, 5, 10, 11];
const functionKind = 12;

/**
 * The names of a cell, from the values that a parser found and the symbols of the language server. Where the code
 * cannot be parsed, `values` is undefined and all symbols count: those of loops are among them.
 */
export function declaredNames(
  code: string,
  symbols: readonly DocumentSymbol[],
  values: readonly DeclaredName[] | undefined,
): readonly DeclaredName[] {
  const types = new Set(symbols.filter(({ kind }) => typeKinds.includes(kind)).map(({ name }) => name));
  // What a compiled enum and namespace leave is a variable.
  const found = new Map(
    (values ?? []).map(({ name, isVariable }) => [name, { name, isVariable: isVariable && !types.has(name) }]),
  );
  const lines = code.split("\n");
  const imports = importRanges(code);
  for (const symbol of symbols) {
    const { name, kind, selectionRange } = symbol;
    if (found.has(name) || !/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) continue;
    const { line, character } = selectionRange.start;
    const isType = typeKinds.includes(kind);
    const before = lines[line]?.slice(0, character) ?? "";
    const isAmbient = /\bdeclare\s+(?:const|let|var|function)\b/.test(before);
    const offset = lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, character);
    const isImport = imports.some(({ start, end }) => offset >= start && offset < end);
    if (values !== undefined && !isType && !isAmbient && !isImport) continue;
    const isVariable = !isType && !isImport && kind !== functionKind && /\b(?:let|var)\b[^;=]*$/.test(before);
    found.set(name, { name, isVariable });
  }
  return [...found.values()];
}

function importRanges(code: string): readonly { readonly start: number; readonly end: number }[] {
  const statements = code.matchAll(/\bimport\b[^;'"]*?(?:\bfrom\b|=)/g);
  return [...statements].map(({ index, 0: { length } }) => ({ start: index, end: index + length }));
}

/** The code with empty module specifiers, of the same length: its symbols need no other modules. */
export function withoutSpecifiers(code: string): string {
  return code.replace(/(\bfrom\s*|\bimport\s*\(?\s*)(["'])([^"'\n]*)\2/g, (_whole, start, quote, specifier: string) => {
    return `${start}${quote}${quote}${" ".repeat(specifier.length)}`;
  });
}
