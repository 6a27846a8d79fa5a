import { beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.js";
import { type OutputBoard, outputBoard } from "./output-board.js";

let board: OutputBoard;

function say(requestId: string, type: string, content: JsonObject): readonly number[] {
  return board.receive({ requestId, type, content });
}

describe("outputs of cells", () => {
  beforeEach(() => {
    board = outputBoard();
    board.assign("r0", 0);
    board.assign("r1", 1);
  });

  it("join neighbouring text of one stream", () => {
    for (const text of ["a", "b\n"]) say("r0", "stream", { name: "stdout", text });
    say("r0", "stream", { name: "stderr", text: "c" });
    say("r0", "stream", { name: "stdout", text: "d" });
    expect(board.outputsOf(0)).toEqual([
      { output_type: "stream", name: "stdout", text: "ab\n" },
      { output_type: "stream", name: "stderr", text: "c" },
      { output_type: "stream", name: "stdout", text: "d" },
    ]);
  });

  it("keep so much text of a cell and say what is left out, until they are cleared", () => {
    board = outputBoard({ limit: 10 });
    board.assign("r0", 0);
    for (const text of ["12345", "67890", "more", "and more"]) say("r0", "stream", { name: "stdout", text });
    say("r0", "display_data", { data: { "text/plain": "a display" } });
    say("r0", "stream", { name: "stderr", text: "x" });
    expect(board.outputsOf(0)).toMatchObject([
      { name: "stdout", text: "1234567890\n[left out: all after 10 letters of a cell]\n" },
      { output_type: "display_data" },
    ]);
    say("r0", "clear_output", { wait: true });
    say("r0", "stream", { name: "stdout", text: "again" });
    expect(board.outputsOf(0)).toMatchObject([{ name: "stdout", text: "again" }]);
  });

  it("go to the cell that asked, also when it is done", () => {
    say("r1", "stream", { name: "stdout", text: "one" });
    expect(say("r0", "stream", { name: "stdout", text: "late" })).toEqual([0]);
    expect(board.outputsOf(0)).toHaveLength(1);
    expect(say("unknown", "stream", { name: "stdout", text: "?" })).toEqual([]);
  });

  it("hold several mime types in one display", () => {
    const data = { "text/html": "<b>1</b>", "text/plain": "1", "application/vnd.plotly.v1+json": { data: [] } };
    say("r0", "display_data", { data, metadata: { wide: true }, transient: {} });
    expect(board.outputsOf(0)).toEqual([{ output_type: "display_data", data, metadata: { wide: true } }]);
  });

  it("keep the count of a result", () => {
    say("r0", "execute_result", { data: { "text/plain": "2" }, metadata: {}, execution_count: 7 });
    expect(board.outputsOf(0)[0]).toMatchObject({ output_type: "execute_result", execution_count: 7 });
  });

  it("change a display wherever it stands", () => {
    const transient = { display_id: "d" };
    say("r0", "display_data", { data: { "text/plain": "1" }, metadata: {}, transient });
    say("r1", "display_data", { data: { "text/plain": "1" }, metadata: {}, transient });
    expect(say("r1", "update_display_data", { data: { "text/plain": "2" }, metadata: {}, transient })).toEqual([0, 1]);
    expect([board.outputsOf(0)[0], board.outputsOf(1)[0]]).toMatchObject([
      { data: { "text/plain": "2" } },
      { data: { "text/plain": "2" } },
    ]);
    expect(say("r1", "update_display_data", { data: {}, metadata: {}, transient: { display_id: "other" } })).toEqual(
      [],
    );
  });

  it("are cleared at once, or when the next output comes", () => {
    say("r0", "stream", { name: "stdout", text: "a" });
    say("r0", "clear_output", { wait: true });
    expect(board.outputsOf(0)).toHaveLength(1);
    say("r0", "stream", { name: "stdout", text: "b" });
    expect(board.outputsOf(0)).toEqual([{ output_type: "stream", name: "stdout", text: "b" }]);
    say("r0", "clear_output", { wait: false });
    expect(board.outputsOf(0)).toEqual([]);
  });
});
