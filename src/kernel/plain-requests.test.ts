import { describe, expect, it } from "vitest";
import type { JsonObject } from "../core/json.js";
import type { Engine } from "./engine/engine.js";
import { isPlainRequest, replyToPlainRequest } from "./plain-requests.js";

const engine = {
  isComplete: (code: string) => (code.endsWith("{") ? "incomplete" : "complete"),
  complete: async (_code: string, offset: number) => ({ matches: [{ text: "mean" }], start: offset - 2, end: offset }),
  inspect: async (_code: string, offset: number) =>
    offset === 0 ? undefined : { data: { "text/plain": `at ${offset}` } },
} as unknown as Engine;
const history = ["a", "b", "a", "c"].map((code, index) => ({ count: index + 1, code }));

async function reply(
  type: string,
  content: JsonObject,
): Promise<{ readonly reply: unknown; readonly published: unknown[] }> {
  const published: unknown[] = [];
  const header = { msg_id: "m", msg_type: type, session: "s", username: "u", date: "", version: "5.3" };
  const message = { header, parent_header: {}, metadata: {}, content };
  const publish = (published_type: string, published_content: JsonObject): void =>
    void published.push([published_type, published_content]);
  return { reply: await replyToPlainRequest(message, { engine, history, publish }), published };
}

describe("requests that run no code", () => {
  it("reply to what is known of comms, and close those that are opened", async () => {
    expect((await reply("comm_info_request", {})).reply).toEqual({ status: "ok", comms: {} });
    expect(await reply("comm_open", { comm_id: "1", target_name: "widget" })).toEqual({
      reply: undefined,
      published: [["comm_close", { comm_id: "1", data: {} }]],
    });
    expect((await reply("comm_msg", { comm_id: "1" })).reply).toBeUndefined();
    expect(isPlainRequest("debug_request")).toBe(false);
  });

  it("count positions in characters, as Jupyter does", async () => {
    const completed = await reply("complete_request", { code: "'😀'; me", cursor_pos: 7 });
    expect(completed.reply).toMatchObject({ matches: ["mean"], cursor_start: 5, cursor_end: 7 });
    const inspected = await reply("inspect_request", { code: "😀a", cursor_pos: 2 });
    expect(inspected.reply).toMatchObject({ found: true, data: { "text/plain": "at 3" } });
    expect((await reply("inspect_request", { code: "", cursor_pos: 0 })).reply).toMatchObject({ found: false });
  });

  it("search the history by pattern, range and number", async () => {
    const entries = async (content: JsonObject): Promise<unknown> =>
      ((await reply("history_request", content)).reply as JsonObject).history;
    expect(await entries({ hist_access_type: "tail", n: 2 })).toEqual([
      [0, 3, "a"],
      [0, 4, "c"],
    ]);
    expect(await entries({ hist_access_type: "range", start: 2, stop: 3 })).toEqual([[0, 2, "b"]]);
    expect(await entries({ hist_access_type: "search", pattern: "?", unique: true })).toEqual([
      [0, 3, "a"],
      [0, 2, "b"],
      [0, 4, "c"],
    ]);
    expect(await entries({ hist_access_type: "search", pattern: "a*", output: true })).toEqual([
      [0, 1, ["a", null]],
      [0, 3, ["a", null]],
    ]);
  });

  it("say whether code is complete, with an indent where it is not", async () => {
    expect((await reply("is_complete_request", { code: "if (a) {" })).reply).toEqual({
      status: "incomplete",
      indent: "  ",
    });
    expect((await reply("is_complete_request", { code: "a" })).reply).toEqual({ status: "complete" });
  });
});
