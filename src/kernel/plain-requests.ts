import type { Json, JsonObject } from "../core/json.js";
import type { KernelMessage } from "../notebook/kernel/kernel-message.js";
import type { Engine } from "./engine/engine.js";

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
  complete_request: async ({ code, cursor_pos: cursor }, { engine }) => {
    const source = String(code ?? "");
    const offset = toOffset(source, Number(cursor ?? 0));
    const { matches, start, end } = await engine.complete(source, offset);
    const types = matches.map(({ text, type }) => ({ text, type: type ?? "", start, end }));
    return {
      status: "ok",
      matches: matches.map(({ text }) => text),
      cursor_start: toCursor(source, start),
      cursor_end: toCursor(source, end),
      metadata: { _jupyter_types_experimental: types },
    };
  },
  inspect_request: async ({ code, cursor_pos: cursor }, { engine }) => {
    const source = String(code ?? "");
    const found = await engine.inspect(source, toOffset(source, Number(cursor ?? 0)));
    return { status: "ok", found: found !== undefined, data: found?.data ?? {}, metadata: {} };
  },
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
