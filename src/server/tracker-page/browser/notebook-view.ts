import { type ComponentChild, h } from "preact";

/** A cell in Jupyter's format; every field may be missing or of another type. */
interface StoredCell {
  readonly cell_type?: unknown;
  readonly source?: unknown;
  readonly outputs?: unknown;
}

/** A notebook as code, notes as they were typed, and outputs as text and images; undefined for other JSON. */
export function notebookView(json: string): ComponentChild | undefined {
  const cells = readCells(json);
  if (cells === undefined) return undefined;
  return h("div", { class: "content notebook" }, cells.map(cellView));
}

function readCells(json: string): readonly StoredCell[] | undefined {
  try {
    const { cells } = JSON.parse(json) as { readonly cells?: unknown };
    return Array.isArray(cells) ? cells.filter((cell) => cell !== null && typeof cell === "object") : undefined;
  } catch {
    return undefined;
  }
}

function cellView({ cell_type, source, outputs }: StoredCell, index: number): ComponentChild {
  if (cell_type !== "code") return h("p", { key: index, class: "cell-note" }, toText(source));
  const shown = Array.isArray(outputs) ? outputs.map(outputView) : [];
  return h("div", { key: index }, h("pre", { tabIndex: 0 }, h("code", null, toText(source))), shown);
}

function outputView(output: unknown, index: number): ComponentChild {
  const { data, text, traceback, ename, evalue } = toFields(output);
  const { "image/png": png, "image/jpeg": jpeg, "text/plain": plain } = toFields(data);
  const [image, type] = png === undefined ? [jpeg, "jpeg"] : [png, "png"];
  if (image !== undefined) {
    const src = `data:image/${type};base64,${toText(image).replace(/\s/g, "")}`;
    return h("img", { key: index, class: "picture", src, alt: `Output ${index + 1}` });
  }
  if (traceback !== undefined || ename !== undefined) {
    return h("pre", { key: index, class: "error", tabIndex: 0 }, `${toText(ename)}: ${toText(evalue)}`);
  }
  const shown = toText(text ?? plain);
  return shown === "" ? null : h("pre", { key: index, class: "output", tabIndex: 0 }, shown);
}

function toFields(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
}

/** Jupyter stores text as a string or as its lines. */
function toText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join("");
  return value === undefined || value === null ? "" : String(value);
}
