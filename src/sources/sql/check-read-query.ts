import { ArgumentError } from "../../core/errors.js";
import type { DatabaseUrl } from "./parse-database-url.js";

type Kind = DatabaseUrl["kind"];

const verbs: Readonly<Record<Kind, readonly string[]>> = {
  mysql: ["select", "with", "values", "table", "show", "describe", "desc", "explain"],
  postgres: ["select", "with", "values", "table"],
  sqlite: ["select", "with", "values"],
  spark: ["select", "with", "values", "table", "from", "show", "describe", "desc"],
  athena: ["select", "with", "show", "describe", "desc"],
};
/** Words that begin a statement that writes; Spark allows one after WITH and FROM. */
const writingVerbs = ["insert", "update", "delete", "merge"];

/**
 * Throws unless a query is one statement that reads. It is the first of three guards: the session is read-only, and its
 * transaction is rolled back.
 */
export function checkReadQuery(query: string, kind: Kind, caller: string): void {
  const { words, statements, hasExecutableComment } = scanQuery(query, kind);
  const [verb = ""] = words;
  const fail = (problem: string): never => {
    throw new ArgumentError(`${caller}: ${problem}; the session only reads, write one SELECT`);
  };
  if (!verbs[kind].includes(verb)) fail(`expected a query that begins with SELECT, got "${verb}"`);
  if (statements > 1) fail(`expected one statement, got ${statements}`);
  const writing = words.find((word) => writingVerbs.includes(word));
  if (kind === "spark" && (verb === "with" || verb === "from") && writing !== undefined) {
    fail(`the query has the word "${writing}", quote it with backticks if it is a name`);
  }
  if (kind !== "mysql") return;
  const target = words.find((word, index) => words[index - 1] === "into" && /^(outfile|dumpfile)$/.test(word));
  if (target !== undefined) fail(`the query writes a file (INTO ${target.toUpperCase()})`);
  if (hasExecutableComment) fail("the query has an executable comment (/*! ... */)");
}

interface ScannedQuery {
  /** Words outside strings, quoted names and comments, in lowercase. */
  readonly words: readonly string[];
  readonly statements: number;
  readonly hasExecutableComment: boolean;
}

/** What begins at a position and is skipped as a whole; sticky. */
const lineComments: Readonly<Record<Kind, RegExp>> = {
  mysql: /(?:--(?=\s|$)|#)[^\n]*/y,
  postgres: /--[^\n]*/y,
  sqlite: /--[^\n]*/y,
  athena: /--[^\n]*/y,
  spark: /--(?:\\\n|[^\n])*/y,
};
const quoted: Readonly<Record<Kind, RegExp>> = {
  mysql: /'(?:[^'\\]+|\\[\s\S]|'')*'?|"(?:[^"\\]+|\\[\s\S]|"")*"?|`[^`]*`?/y,
  postgres:
    /[eE]'(?:[^'\\]+|\\[\s\S]|'')*'?|'(?:[^']+|'')*'?|"(?:[^"]+|"")*"?|(\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)[\s\S]*?(?:\1|$)/uy,
  sqlite: /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`[^`]*`?|\[[^\]]*\]?/y,
  athena: /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`[^`]*`?/y,
  spark: /[rR]'[^']*'?|[rR]"[^"]*"?|'(?:[^'\\]+|\\[\s\S])*'?|"(?:[^"\\]+|\\[\s\S])*"?|`[^`]*`?/y,
};
const wordToken = /[\p{L}_][\p{L}\p{N}_$]*/uy;

function scanQuery(query: string, kind: Kind): ScannedQuery {
  const words: string[] = [];
  let statements = 0;
  let isInStatement = false;
  let hasExecutableComment = false;
  for (let position = 0; position < query.length; ) {
    const comment = matchAt(lineComments[kind], query, position)?.length ?? blockCommentLength(query, position, kind);
    if (comment > 0) {
      if (kind === "mysql" && /^\/\*M?!/.test(query.slice(position, position + 4))) hasExecutableComment = true;
      position += comment;
      continue;
    }
    const text = matchAt(quoted[kind], query, position);
    const word = text === undefined ? matchAt(wordToken, query, position) : undefined;
    if (word !== undefined) words.push(word.toLowerCase());
    const token = text ?? word ?? query.charAt(position);
    if (token === ";") isInStatement = false;
    else if (token.trim() !== "" && !isInStatement) {
      isInStatement = true;
      statements += 1;
    }
    position += token.length;
  }
  return { words, statements, hasExecutableComment };
}

function matchAt(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0];
}

/** Length of the block comment at a position, 0 when there is none; PostgreSQL's and Spark's may be nested. */
function blockCommentLength(query: string, start: number, kind: Kind): number {
  if (!query.startsWith("/*", start)) return 0;
  let depth = 0;
  for (let position = start; position < query.length; position++) {
    if (query.startsWith("*/", position)) {
      depth -= 1;
      position += 1;
      if (depth === 0) return position + 1 - start;
    } else if (query.startsWith("/*", position) && (depth === 0 || kind === "postgres" || kind === "spark")) {
      depth += 1;
      position += 1;
    }
  }
  return query.length - start;
}
