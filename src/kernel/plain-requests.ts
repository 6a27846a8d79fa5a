import type { Json, JsonObject } from "../core/json.js";
import type { KernelMessage } from "../notebook/kernel/kernel-message.js";
import type { Engine } from "./engine/engine.js";
import type { Completion, Inspection } from "./engine/type-service.js";

/** A cell that was run, for requests about the history. */
export interface HistoryEntry {
  readonly count: number;
  readonly code: string;
}

/** What requests without code to run need. */
export interface PlainRequestWorld {
  readonly engine: Engine;
  readonly history: readonly HistoryEntry[];
  readonly publish: (type: string, content: JsonObject) => void;
}

type PlainReply = (
  content: JsonObject,
  world: PlainRequestWorld,
) => JsonObject | undefined | Promise<JsonObject | undefined>;

const replies: Readonly<Record<string, PlainReply>> = {
  complete_request: (content, { engine }) => completeContent(content, (code, offset) => engine.complete(code, offset)),
  inspect_request: async (content, { engine }) =>
    (await inspectContent(content, (code, offset) => engine.inspect(code, offset))) ?? nothingFound,
  is_complete_request: ({ code }, { engine }) => {
    const status = engine.isComplete(String(code ?? ""));
    return status === "incomplete" ? { status, indent: "  " } : { status };
  },
  history_request: (content, { history }) => ({ status: "ok", history: selectHistory(content, history) }),
  comm_info_request: () => ({ status: "ok", comms: {} }),
  // Nothing in a cell can receive a comm: it is closed at once, as the protocol says.
  comm_open: ({ comm_id: id = "" }, { publish }) => {
    publish("comm_close", { comm_id: id, data: {} });
    return undefined;
  },
  comm_msg: () => undefined,
  comm_close: () => undefined,
};

/** The content of a reply that knows nothing. */
export function emptyContent(type: string, { cursor_pos: cursor = 0 }: JsonObject): JsonObject {
  if (type !== "complete_request") return nothingFound;
  return { status: "ok", matches: [], cursor_start: cursor, cursor_end: cursor, metadata: {} };
}

const nothingFound = { status: "ok", found: false, data: {}, metadata: {} };

/** The content of the reply to a `complete_request`; undefined without completion. */
export async function completeContent(
  { code, cursor_pos: cursor }: JsonObject,
  complete: (code: string, offset: number) => Promise<Completion | undefined>,
): Promise<JsonObject | undefined> {
  const source = String(code ?? "");
  const found = await complete(source, toOffset(source, Number(cursor ?? 0)));
  if (found === undefined) return undefined;
  const [start, end] = [toCursor(source, found.start), toCursor(source, found.end)];
  return {
    status: "ok",
    matches: found.matches.map(({ text }) => text),
    cursor_start: start,
    cursor_end: end,
    metadata: {
      _jupyter_types_experimental: found.matches.map(({ text, type }) => ({ text, type: type ?? "", start, end })),
    },
  };
}

/** The content of the reply to an `inspect_request`; undefined when nothing is known. */
export async function inspectContent(
  { code, cursor_pos: cursor }: JsonObject,
  inspect: (code: string, offset: number) => Promise<Inspection | undefined>,
): Promise<JsonObject | undefined> {
  const source = String(code ?? "");
  const found = await inspect(source, toOffset(source, Number(cursor ?? 0)));
  return found && { status: "ok", found: true, data: found.data, metadata: {} };
}

/** Whether a type of request gets its reply from `replyToPlainRequest`. */
export function isPlainRequest(type: string): boolean {
  return Object.hasOwn(replies, type);
}

/** The content of the reply to a request that runs no code; undefined for a message that has no reply. */
export async function replyToPlainRequest(
  { header, content }: KernelMessage,
  world: PlainRequestWorld,
): Promise<JsonObject | undefined> {
  return await replies[header.msg_type]?.(content, world);
}

/** Jupyter counts Unicode characters, JavaScript UTF-16 units. */
function toOffset(code: string, cursor: number): number {
  return [...code].slice(0, cursor).join("").length;
}

function toCursor(code: string, offset: number): number {
  return [...code.slice(0, offset)].length;
}

/** Entries as `[session, line, input]`, or with `[input, null]` where outputs are requested, which are not stored. */
function selectHistory(content: JsonObject, history: readonly HistoryEntry[]): readonly Json[] {
  const { hist_access_type: access, n, start, stop, pattern, output, unique } = content;
  let entries = history;
  if (access === "range") {
    entries = entries.filter(({ count }) => count >= Number(start ?? 0) && count < Number(stop ?? Infinity));
  } else if (access === "search") {
    const expression = globExpression(String(pattern ?? "*"));
    entries = entries.filter(({ code }) => expression.test(code));
    if (unique === true) {
      const latest = new Map(entries.map((entry) => [entry.code, entry]));
      entries = [...latest.values()];
    }
  }
  if (access !== "range" && typeof n === "number") entries = entries.slice(-n);
  return entries.map(({ count, code }) => [0, count, output === true ? [code, null] : code]);
}

function globExpression(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
}
