import type { Json, JsonObject } from "../../core/json.js";
import { isDeeperThan } from "../../core/json-depth.js";
import { type MimeBundle, maxDepth, type Output } from "../format/notebook.js";
import type { KernelOutput } from "../kernel/kernel.js";

/** The outputs of all cells, and which requests they belong to. An immutable value. */
export interface OutputBoard {
  /** The cell of each request. */
  readonly requests: ReadonlyMap<string, number>;
  /** By index of the cell; a cell without outputs may be missing. */
  readonly cells: readonly (CellOutputs | undefined)[];
  /** Maximum number of characters of a cell's printed text. */
  readonly limit: number;
}

/** The outputs of a cell. */
export interface CellOutputs {
  readonly outputs: readonly Output[];
  /** The display id of each output. */
  readonly displayIds: readonly (string | undefined)[];
  /** Characters printed so far. */
  readonly printed: number;
  /** Whether the next output replaces all others, as `clear_output(wait=True)` requests. */
  readonly clearOnNext: boolean;
}

const defaultLimit = 2 ** 28;
const noOutputs: CellOutputs = { outputs: [], displayIds: [], printed: 0, clearOnNext: false };

/**
 * A board without outputs. Text of a cell beyond `limit` characters is left out, since a string cannot have more than
 * about two times the default.
 */
export function outputBoard({ limit = defaultLimit }: { readonly limit?: number | undefined } = {}): OutputBoard {
  return { requests: new Map(), cells: [], limit };
}

/** The outputs of a cell. */
export function getOutputs(board: OutputBoard, cell: number): readonly Output[] {
  return board.cells[cell]?.outputs ?? noOutputs.outputs;
}

/** The board on which messages about a request belong to a cell. */
export function assignRequest(board: OutputBoard, requestId: string, cell: number): OutputBoard {
  return { ...board, requests: new Map(board.requests).set(requestId, cell) };
}

/** The board after a message from the kernel: neighbouring streams are joined, displays are updated in all cells. */
export function receiveMessage(board: OutputBoard, { requestId, type, content }: KernelOutput): OutputBoard {
  const displayId = getString(content.transient, "display_id");
  if (type === "update_display_data") return displayId === undefined ? board : updateDisplay(board, displayId, content);
  const cell = board.requests.get(requestId);
  if (cell === undefined) return board;
  switch (type) {
    case "stream":
      return appendText(board, cell, content.name === "stderr" ? "stderr" : "stdout", String(content.text ?? ""));
    case "display_data":
      return appendOutput(board, cell, { output_type: type, ...toBundle(content) }, displayId);
    case "execute_result": {
      const count = typeof content.execution_count === "number" ? content.execution_count : null;
      const result = { output_type: type, ...toBundle(content), execution_count: count } as const;
      return appendOutput(board, cell, result, displayId);
    }
    case "error": {
      const traceback = Array.isArray(content.traceback) ? content.traceback.map(String) : [];
      const [ename, evalue] = [String(content.ename), String(content.evalue)];
      return appendOutput(board, cell, { output_type: "error", ename, evalue, traceback });
    }
    case "clear_output":
      if (content.wait !== true) return clearOutputs(board, cell);
      return withCell(board, cell, { ...(board.cells[cell] ?? noOutputs), clearOnNext: true });
    default:
      return board;
  }
}

/** The board with one more output at the end of a cell's outputs. */
export function appendOutput(board: OutputBoard, cell: number, output: Output, displayId?: string): OutputBoard {
  const before = startCell(board, cell);
  return withCell(board, cell, {
    ...before,
    outputs: [...before.outputs, output],
    displayIds: [...before.displayIds, displayId],
  });
}

/** The board with a line of text instead of a cell's errors. */
export function replaceErrors(board: OutputBoard, cell: number, text: string): OutputBoard {
  const before = board.cells[cell] ?? noOutputs;
  const isError = before.outputs.map(({ output_type: type }) => type === "error");
  const rest: CellOutputs = {
    ...before,
    outputs: before.outputs.filter((_, index) => !isError[index]),
    displayIds: before.displayIds.filter((_, index) => !isError[index]),
  };
  return appendText(withCell(board, cell, rest), cell, "stdout", text);
}

/** The board on which a cell has no outputs. */
export function clearOutputs(board: OutputBoard, cell: number): OutputBoard {
  return withCell(board, cell, noOutputs);
}

function appendText(board: OutputBoard, cell: number, name: "stdout" | "stderr", text: string): OutputBoard {
  const before = startCell(board, cell);
  const after = { ...before, printed: before.printed + text.length };
  if (before.printed > board.limit) return withCell(board, cell, after);
  const fits = after.printed <= board.limit;
  const rest = fits ? "" : `\n[left out: output after ${board.limit} characters]\n`;
  const shown = fits ? text : text.slice(0, board.limit - before.printed) + rest;
  const last = before.outputs.at(-1);
  if (last?.output_type !== "stream" || last.name !== name) {
    return appendOutput(withCell(board, cell, after), cell, { output_type: "stream", name, text: shown });
  }
  return withCell(board, cell, { ...after, outputs: after.outputs.with(-1, { ...last, text: last.text + shown }) });
}

function updateDisplay(board: OutputBoard, displayId: string, content: JsonObject): OutputBoard {
  const cells = board.cells.map((cell) => {
    if (!cell?.displayIds.includes(displayId)) return cell;
    const outputs = cell.outputs.map((output, index) =>
      cell.displayIds[index] === displayId ? ({ ...output, ...toBundle(content) } as Output) : output,
    );
    return { ...cell, outputs };
  });
  return { ...board, cells };
}

/** The outputs of a cell before its next output. */
function startCell(board: OutputBoard, cell: number): CellOutputs {
  const before = board.cells[cell] ?? noOutputs;
  return before.clearOnNext ? noOutputs : before;
}

function withCell(board: OutputBoard, cell: number, outputs: CellOutputs): OutputBoard {
  const cells = [...board.cells];
  cells[cell] = outputs;
  return { ...board, cells };
}

function toBundle(content: JsonObject): { readonly data: MimeBundle; readonly metadata: JsonObject } {
  if (isDeeperThan(content, maxDepth)) {
    return { data: { "text/plain": `[left out: a value nested more than ${maxDepth} levels deep]` }, metadata: {} };
  }
  return { data: toObject(content.data) as MimeBundle, metadata: toObject(content.metadata) };
}

/** An empty object for anything that is not an object. */
function toObject(value: Json | undefined): JsonObject {
  return value === null || typeof value !== "object" || Array.isArray(value) ? {} : (value as JsonObject);
}

function getString(value: Json | undefined, key: string): string | undefined {
  const found = toObject(value)[key];
  return typeof found === "string" ? found : undefined;
}
