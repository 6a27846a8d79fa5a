import type { Json, JsonObject } from "../../core/json.js";
import type { MimeBundle, Output } from "../format/notebook.js";
import type { KernelOutput } from "../kernel/kernel.js";

/**
 * Collects what kernels publish into the outputs of cells: neighbouring streams become one, displays are updated wherever they
 * stand, late output goes to the cell that it belongs to, as in JupyterLab.
 */
export interface OutputBoard {
  /** From now on, messages about this request belong to this cell. */
  assign(requestId: string, cell: number): void;
  /** Takes in a message; the numbers of the cells whose outputs changed. */
  receive(message: KernelOutput): readonly number[];
  outputsOf(cell: number): readonly Output[];
  /** Puts an output at the end of a cell's outputs. */
  append(cell: number, output: Output): void;
  /** Takes the errors of a cell away and ends its outputs with a text in their place. */
  replaceErrors(cell: number, text: string): void;
  /** Empties a cell, for another try. */
  clear(cell: number): void;
}

/** So many letters a cell may print; what comes after is left out, as no text may be longer than twice that. */
const mostPrinted = 2 ** 28;

interface Slot {
  output: Output;
  readonly cell: number;
}

/** An empty board. `limit` is how many letters of a cell's printed text are kept. */
export function outputBoard({ limit = mostPrinted }: { readonly limit?: number } = {}): OutputBoard {
  const owners = new Map<string, number>();
  const slots = new Map<number, Slot[]>();
  const displays = new Map<string, Slot[]>();
  const clearOnNext = new Set<number>();
  const printed = new Map<number, number>();

  const slotsOf = (cell: number): Slot[] => {
    const list = slots.get(cell) ?? [];
    slots.set(cell, list);
    return list;
  };
  const clear = (cell: number): void => {
    slots.set(cell, []);
    printed.delete(cell);
  };
  const append = (cell: number, output: Output): Slot => {
    if (clearOnNext.delete(cell)) clear(cell);
    const slot = { output, cell };
    slotsOf(cell).push(slot);
    return slot;
  };
  const appendStream = (cell: number, name: "stdout" | "stderr", whole: string): void => {
    if (clearOnNext.delete(cell)) clear(cell);
    const before = printed.get(cell) ?? 0;
    printed.set(cell, before + whole.length);
    if (before > limit) return;
    const fits = before + whole.length <= limit;
    const text = fits ? whole : `${whole.slice(0, limit - before)}\n[left out: all after ${limit} letters of a cell]\n`;
    const last = slotsOf(cell).at(-1);
    if (last?.output.output_type === "stream" && last.output.name === name) {
      last.output = { ...last.output, text: last.output.text + text };
    } else append(cell, { output_type: "stream", name, text });
  };
  const update = (id: string, content: JsonObject): readonly number[] => {
    const places = (displays.get(id) ?? []).filter((slot) => slotsOf(slot.cell).includes(slot));
    for (const slot of places) {
      slot.output = { ...slot.output, ...bundleOf(content) } as Output;
    }
    return [...new Set(places.map((slot) => slot.cell))];
  };

  return {
    assign: (requestId, cell) => void owners.set(requestId, cell),
    outputsOf: (cell) => (slots.get(cell) ?? []).map((slot) => slot.output),
    append: (cell, output) => void append(cell, output),
    replaceErrors(cell, text) {
      slots.set(
        cell,
        slotsOf(cell).filter(({ output }) => output.output_type !== "error"),
      );
      appendStream(cell, "stdout", text);
    },
    clear,
    receive({ requestId, type, content }) {
      const displayId = textAt(content.transient, "display_id");
      if (type === "update_display_data") return displayId === undefined ? [] : update(displayId, content);
      const cell = owners.get(requestId);
      if (cell === undefined) return [];
      switch (type) {
        case "stream":
          appendStream(cell, content.name === "stderr" ? "stderr" : "stdout", String(content.text ?? ""));
          return [cell];
        case "display_data":
        case "execute_result": {
          const count = typeof content.execution_count === "number" ? content.execution_count : null;
          const shown = { ...bundleOf(content), output_type: type } as const;
          const slot = append(
            cell,
            type === "execute_result" ? { ...shown, output_type: type, execution_count: count } : shown,
          );
          if (displayId !== undefined) displays.set(displayId, [...(displays.get(displayId) ?? []), slot]);
          return [cell];
        }
        case "error": {
          const traceback = Array.isArray(content.traceback) ? content.traceback.map(String) : [];
          append(cell, {
            output_type: "error",
            ename: String(content.ename),
            evalue: String(content.evalue),
            traceback,
          });
          return [cell];
        }
        case "clear_output":
          if (content.wait === true) clearOnNext.add(cell);
          else clear(cell);
          return [cell];
        default:
          return [];
      }
    },
  };
}

function bundleOf(content: JsonObject): { readonly data: MimeBundle; readonly metadata: JsonObject } {
  return { data: objectOf(content.data) as MimeBundle, metadata: objectOf(content.metadata) };
}

/** What a kernel sends in the place of an object and is none counts as empty. */
function objectOf(value: Json | undefined): JsonObject {
  return value === null || typeof value !== "object" || Array.isArray(value) ? {} : (value as JsonObject);
}

function textAt(value: Json | undefined, key: string): string | undefined {
  const found = objectOf(value)[key];
  return typeof found === "string" ? found : undefined;
}
