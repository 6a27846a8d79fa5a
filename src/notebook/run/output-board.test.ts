import { beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.js";
import type { Output } from "../format/notebook.js";
import {
  assignRequest,
  getOutputs,
  type OutputBoard,
  outputBoard,
  receiveMessage,
  replaceErrors,
} from "./output-board.js";

let board: OutputBoard;

function receive(requestId: string, type: string, content: JsonObject): void {
  board = receiveMessage(board, { requestId, type, content });
}

function outputs(cell: number): readonly Output[] {
  return getOutputs(board, cell);
}

function newBoard(limit?: number): OutputBoard {
  return assignRequest(assignRequest(outputBoard(limit === undefined ? {} : { limit }), "r0", 0), "r1", 1);
}

describe("outputs of cells", () => {
  beforeEach(() => {
    board = newBoard();
  });

  it("join neighbouring text of one stream", () => {
    for (const text of ["a", "b\n"]) receive("r0", "stream", { name: "stdout", text });
    receive("r0", "stream", { name: "stderr", text: "c" });
    receive("r0", "stream", { name: "stdout", text: "d" });
    expect(outputs(0)).toEqual([
      { output_type: "stream", name: "stdout", text: "ab\n" },
      { output_type: "stream", name: "stderr", text: "c" },
      { output_type: "stream", name: "stdout", text: "d" },
    ]);
  });

  it("are limited in the text of a cell, with a line that states it, until they are cleared", () => {
    board = newBoard(10);
    for (const text of ["12345", "67890", "more", "and more"]) receive("r0", "stream", { name: "stdout", text });
    receive("r0", "display_data", { data: { "text/plain": "a display" } });
    receive("r0", "stream", { name: "stderr", text: "x" });
    expect(outputs(0)).toMatchObject([
      { name: "stdout", text: "1234567890\n[left out: output after 10 characters]\n" },
      { output_type: "display_data" },
    ]);
    receive("r0", "clear_output", { wait: true });
    receive("r0", "stream", { name: "stdout", text: "again" });
    expect(outputs(0)).toMatchObject([{ name: "stdout", text: "again" }]);
  });

  it("belong to the cell of their request, also when it has ended", () => {
    receive("r1", "stream", { name: "stdout", text: "one" });
    receive("r0", "stream", { name: "stdout", text: "late" });
    expect(outputs(0)).toHaveLength(1);
    const before = board;
    receive("unknown", "stream", { name: "stdout", text: "?" });
    expect(board).toBe(before);
  });

  it("have several mime types in one display", () => {
    const data = { "text/html": "<b>1</b>", "text/plain": "1", "application/vnd.plotly.v1+json": { data: [] } };
    receive("r0", "display_data", { data, metadata: { wide: true }, transient: {} });
    expect(outputs(0)).toEqual([{ output_type: "display_data", data, metadata: { wide: true } }]);
  });

  it("are replaced by a line of text when they are nested too deeply", () => {
    const deep = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
    receive("r0", "display_data", { data: { "application/json": deep }, metadata: {} });
    expect(outputs(0)[0]).toMatchObject({ data: { "text/plain": expect.stringContaining("more than 1000 levels") } });
  });

  it("have the count of a result", () => {
    receive("r0", "execute_result", { data: { "text/plain": "2" }, metadata: {}, execution_count: 7 });
    expect(outputs(0)[0]).toMatchObject({ output_type: "execute_result", execution_count: 7 });
  });

  it("change in every cell that has the display", () => {
    const transient = { display_id: "d" };
    receive("r0", "display_data", { data: { "text/plain": "1" }, metadata: {}, transient });
    receive("r1", "display_data", { data: { "text/plain": "1" }, metadata: {}, transient });
    receive("r1", "update_display_data", { data: { "text/plain": "2" }, metadata: {}, transient });
    expect([outputs(0)[0], outputs(1)[0]]).toMatchObject([
      { data: { "text/plain": "2" } },
      { data: { "text/plain": "2" } },
    ]);
    receive("r1", "update_display_data", { data: {}, metadata: {}, transient: { display_id: "other" } });
    expect(outputs(1)[0]).toMatchObject({ data: { "text/plain": "2" } });
  });

  it("are cleared at once, or when the next output comes", () => {
    receive("r0", "stream", { name: "stdout", text: "a" });
    receive("r0", "clear_output", { wait: true });
    expect(outputs(0)).toHaveLength(1);
    receive("r0", "stream", { name: "stdout", text: "b" });
    expect(outputs(0)).toEqual([{ output_type: "stream", name: "stdout", text: "b" }]);
    receive("r0", "clear_output", { wait: false });
    expect(outputs(0)).toEqual([]);
  });

  it("have a line of text instead of their errors", () => {
    receive("r0", "stream", { name: "stdout", text: "a\n" });
    receive("r0", "error", { ename: "CuadernoStop", evalue: "enough", traceback: [] });
    board = replaceErrors(board, 0, "Stopped: enough\n");
    expect(outputs(0)).toEqual([{ output_type: "stream", name: "stdout", text: "a\nStopped: enough\n" }]);
  });
});
