import { ArgumentError } from "../../core/errors.js";
import { type RunField, type ToField, toRunField } from "./run-field.js";

/** A part of a filter. */
export interface QueryToken {
  readonly kind: "word" | "name" | "string" | "number" | "operator" | "end";
  /** The text without quotes. */
  readonly text: string;
  /** Offset of its first character. */
  readonly start: number;
  /** Offset behind its last character. */
  readonly end: number;
}

const patterns: readonly (readonly [QueryToken["kind"], RegExp])[] = [
  ["number", /[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\p{L}\p{N}_])/iuy],
  ["word", /[\p{L}\p{N}_](?:[\p{L}\p{N}_./:-]*[\p{L}\p{N}_/])?/uy],
  ["name", /`[^`]*`/y],
  ["string", /'(?:[^']|'')*'/y],
  ["string", /"[^"]*"/y],
  ["operator", /<=|>=|!=|<>|==|[=<>(),.@]/y],
];

/** Reads the tokens of a filter or an order one by one; errors name the position. */
export class QueryScanner {
  readonly #text: string;
  readonly #caller: string;
  readonly #toField: ToField;
  #next: QueryToken;

  constructor(text: string, caller: string, toField: ToField = toRunField) {
    this.#text = text;
    this.#caller = caller;
    this.#toField = toField;
    this.#next = this.#scan(0);
  }

  peek(): QueryToken {
    return this.#next;
  }

  take(): QueryToken {
    const token = this.#next;
    this.#next = this.#scan(token.end);
    return token;
  }

  /** Takes the next token when it is this keyword or operator. */
  accept(text: string): boolean {
    const { kind, text: found } = this.#next;
    if ((kind !== "word" && kind !== "operator") || found.toUpperCase() !== text) return false;
    this.take();
    return true;
  }

  expect(text: string, hint: string): void {
    if (!this.accept(text)) this.fail(`expected "${text}", got ${this.describe()}; ${hint}`);
  }

  /** Throws an error with the position of a token, by default of the next one. */
  fail(problem: string, { start }: QueryToken = this.#next): never {
    throw new ArgumentError(`${this.#caller}: position ${start + 1}: ${problem}`);
  }

  /** The next token, as errors show it. */
  describe(): string {
    const { kind, start, end } = this.#next;
    return kind === "end" ? "the end" : JSON.stringify(this.#text.slice(start, Math.min(end, start + 40)));
  }

  /** Takes a field such as `metrics.rmse@min` or ``params.`learning rate` ``. */
  takeField(): RunField {
    const first = this.#next;
    if (first.kind !== "word" && first.kind !== "name" && !(first.kind === "string" && this.#text[first.start] === '"'))
      this.fail(`expected a field such as metrics.rmse, got ${this.describe()}; name one`);
    this.take();
    const { prefix, key } = this.#takeKey(first);
    const point = this.accept("@") ? this.#takePoint() : undefined;
    const field = this.#toField(prefix, key, point);
    return typeof field === "string" ? this.fail(field, first) : field;
  }

  #takeKey(first: QueryToken): { readonly prefix: string | undefined; readonly key: string } {
    const dot = first.kind === "word" ? first.text.indexOf(".") : -1;
    if (dot !== -1) return { prefix: first.text.slice(0, dot), key: first.text.slice(dot + 1) };
    if (this.#next.start !== first.end || !this.accept(".")) return { prefix: undefined, key: first.text };
    const { kind } = this.#next;
    if (kind !== "word" && kind !== "name" && kind !== "string" && kind !== "number") {
      this.fail(`expected a name after "${first.text}.", got ${this.describe()}; quote names with backquotes`);
    }
    return { prefix: first.text, key: this.take().text };
  }

  #takePoint(): string {
    if (this.#next.kind !== "word" && this.#next.kind !== "number")
      this.fail(`expected last, min, max or a step after "@", got ${this.describe()}; for example metrics.rmse@min`);
    return this.take().text;
  }

  #scan(from: number): QueryToken {
    let start = from;
    while (/\s/.test(this.#text[start] ?? "")) start++;
    if (start === this.#text.length) return { kind: "end", text: "", start, end: start };
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = start;
      const [found] = pattern.exec(this.#text) ?? [];
      if (found !== undefined) return { kind, text: unquote(found), start, end: start + found.length };
    }
    const character = String.fromCodePoint(this.#text.codePointAt(start) ?? 0);
    const problem = /['"`]/.test(character)
      ? `the quote ${character} is not closed; add it at the end of the name or value`
      : `unexpected character ${JSON.stringify(character)}; quote names with backquotes and values with quotes`;
    throw new ArgumentError(`${this.#caller}: position ${start + 1}: ${problem}`);
  }
}

function unquote(text: string): string {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  return /^["`]/.test(text) ? text.slice(1, -1) : text;
}
