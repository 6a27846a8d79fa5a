import type { Completion } from "../engine/type-service.js";
import { firstCellLine } from "./cell-modules.js";

/** What a language server would write at a position. */
interface CompletionItem {
  readonly label: string;
  readonly kind?: number | undefined;
  readonly sortText?: string | undefined;
  readonly insertText?: string | undefined;
  readonly textEdit?: { readonly newText: string; readonly range: EditRange } | undefined;
}

interface EditRange {
  readonly start: { readonly line: number; readonly character: number };
}

/** Types of matches as JupyterLab shows them, by the protocol's kinds. */
const types: Readonly<Record<number, string>> = {
  2: "function",
  3: "function",
  4: "function",
  5: "property",
  6: "instance",
  7: "class",
  8: "interface",
  9: "module",
  10: "property",
  13: "enum",
  14: "keyword",
  17: "path",
  19: "path",
  20: "property",
  21: "instance",
  25: "param",
};

/** Names that the kernel has for itself. */
const internal = /^\$(?:cuaderno|cell_)/;

/**
 * The matches of the word before an offset, exact ones first; undefined without any. In a string, such as the path
 * of a module, the reply says what part is replaced.
 */
export function toCompletion(reply: unknown, code: string, offset: number): Completion | undefined {
  if (reply === undefined) return undefined;
  const items = Array.isArray(reply)
    ? (reply as CompletionItem[])
    : (reply as { readonly items: readonly CompletionItem[] }).items;
  const [word = ""] = /[\p{ID_Continue}$]*$/u.exec(code.slice(0, offset)) ?? [];
  const [wordEnd = ""] = /^[\p{ID_Continue}$]*/u.exec(code.slice(offset)) ?? [];
  const edited = items.find(({ textEdit, insertText }) => textEdit !== undefined && insertText === undefined);
  const start = edited?.textEdit === undefined ? offset - word.length : toOffset(code, edited.textEdit.range);
  const typed = code.slice(start, offset).toLowerCase();
  const matches = items
    .filter(({ textEdit }) => textEdit === undefined || toOffset(code, textEdit.range) === start)
    .map((item) => ({ ...item, text: item.textEdit?.newText ?? item.insertText ?? item.label }))
    .filter(({ text }) => text.toLowerCase().startsWith(typed) && !internal.test(text))
    .map(({ text, kind = 0, sortText = "" }) => ({ text, type: types[kind], sortText }));
  const isExact = (text: string): boolean => text.startsWith(code.slice(start, offset));
  matches.sort(
    (a, b) =>
      Number(isExact(b.text)) - Number(isExact(a.text)) ||
      compare(a.sortText, b.sortText) ||
      compare(a.text.toLowerCase(), b.text.toLowerCase()),
  );
  const end = edited === undefined ? offset + wordEnd.length : offset;
  if (matches.length === 0) return undefined;
  return { matches: matches.map(({ text, type }) => ({ text, type })), start, end };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function toOffset(code: string, { start }: EditRange): number {
  const lines = code.split("\n").slice(0, start.line - firstCellLine);
  return lines.reduce((sum, { length }) => sum + length + 1, start.character);
}
