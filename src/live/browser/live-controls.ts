import { exampleRow } from "../../pipeline/describe-contract.js";
import type { FittedPipeline } from "../../pipeline/fitted-pipeline.js";
import type { Columns } from "../../table/columns.js";
import type { LiveSpec } from "../live-spec.js";
import { type FilterState, type LiveState, parseDay, toDay } from "../live-state.js";

/** Shows the controls and calls `onChange` after every change, with the position of the view that alone changes. */
export function startControls(section: HTMLElement, onChange: (view: number | undefined) => void): void {
  for (const part of section.querySelectorAll<HTMLElement>(".live-controls,.live-threshold,.live-form"))
    part.hidden = false;
  section.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    if (target instanceof HTMLInputElement && target.type === "search") {
      findLabels(target);
      return;
    }
    const view = target.closest<HTMLElement>("[data-view]")?.dataset.view;
    onChange(view === undefined ? undefined : Number(view));
    showChosen(section);
  });
  section.addEventListener("click", ({ target }) => {
    const every = target instanceof HTMLElement ? target.dataset.every : undefined;
    const boxes = every === undefined ? [] : visibleBoxes((target as HTMLElement).closest("details"));
    if (boxes.length === 0) return;
    for (const box of boxes) box.checked = every === "all";
    showChosen(section);
    onChange(undefined);
  });
  section.addEventListener("keydown", (event) => {
    const open =
      event.target instanceof HTMLElement
        ? event.target.closest<HTMLDetailsElement>("details.live-choice[open]")
        : null;
    if (event.key !== "Escape" || open === null) return;
    open.open = false;
    open.querySelector("summary")?.focus();
  });
  document.addEventListener("click", ({ target }) => {
    for (const open of section.querySelectorAll<HTMLDetailsElement>("details.live-choice[open]")) {
      if (target instanceof Node && !open.contains(target)) open.open = false;
    }
  });
}

function visibleBoxes(details: HTMLDetailsElement | null): HTMLInputElement[] {
  return [...(details?.querySelectorAll<HTMLInputElement>("label:not([hidden]) input[type=checkbox]") ?? [])];
}

function findLabels(search: HTMLInputElement): void {
  const text = search.value.toLowerCase();
  for (const label of search.closest("details")?.querySelectorAll<HTMLElement>("label") ?? []) {
    label.hidden = !(label.textContent ?? "").toLowerCase().includes(text);
  }
}

/** Writes what is chosen next to the name of each choice. */
function showChosen(section: HTMLElement): void {
  for (const details of section.querySelectorAll<HTMLDetailsElement>("details.live-choice")) {
    const boxes = [...details.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
    const checked = boxes.filter((box) => box.checked);
    const chosen = details.querySelector(".chosen");
    if (chosen === null) continue;
    const [first] = checked;
    chosen.textContent =
      checked.length === boxes.length
        ? "all"
        : checked.length === 1 && first !== undefined
          ? (first.parentElement?.textContent?.trim() ?? "")
          : `${checked.length} of ${boxes.length}`;
  }
  for (const part of section.querySelectorAll<HTMLElement>(".live-threshold")) {
    const [input, output] = [part.querySelector("input"), part.querySelector("output")];
    if (input !== null && output !== null) output.value = input.value;
  }
}

/** The state that the controls hold. */
export function readControls(section: HTMLElement, spec: LiveSpec, columns: Columns, first: LiveState): LiveState {
  return {
    filters: spec.filters.map(({ column }, position): FilterState | null => {
      const part = section.querySelector<HTMLElement>(`[data-filter="${position}"]`);
      const values = columns.byName.get(column);
      const labels = values?.kind === "category" ? values.categories : [];
      if (part === null) return null;
      if (part.matches(".live-range")) return readRange(part, values?.kind === "time");
      const boxes = [...part.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
      const chosen = part.matches(".live-one")
        ? [part.querySelector("select")?.value ?? ""].filter((value) => value !== "")
        : boxes.filter((box) => box.checked).map((box) => box.value);
      const isAll = part.matches(".live-one") ? chosen.length === 0 : chosen.length === boxes.length;
      return isAll ? null : { kind: "labels", labels: chosen.map((code) => labels[Number(code)] ?? "") };
    }),
    thresholds: first.thresholds.map((value, position) => {
      const input = section.querySelector<HTMLInputElement>(`[data-view="${position}"] .live-threshold input`);
      return value === null || input === null ? value : Number(input.value);
    }),
    inputs: first.inputs.map((value, position) => {
      if (value === null) return null;
      const fields = formControls(section, position);
      return Object.fromEntries(fields.map((field) => [field.name, field.value]));
    }),
  };
}

function formControls(section: HTMLElement, position: number): (HTMLInputElement | HTMLSelectElement)[] {
  return [
    ...section.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
      `[data-view="${position}"] .live-form :is(input,select)[name]`,
    ),
  ];
}

function readRange(part: HTMLElement, isDates: boolean): FilterState | null {
  const read = (side: "low" | "high"): number | null => {
    const text = part.querySelector<HTMLInputElement>(`[data-side="${side}"]`)?.value ?? "";
    if (text === "") return null;
    return isDates ? parseDay(text, side === "high") : Number(text);
  };
  const [low, high] = [read("low"), read("high")];
  return low === null && high === null ? null : { kind: "range", low, high };
}

/** Sets the controls to a state. */
export function writeControls(
  section: HTMLElement,
  spec: LiveSpec,
  columns: Columns,
  state: LiveState,
  model: FittedPipeline | undefined,
): void {
  for (const [position, { column }] of spec.filters.entries()) {
    const part = section.querySelector<HTMLElement>(`[data-filter="${position}"]`);
    const values = columns.byName.get(column);
    if (part !== null)
      writeFilter(part, state.filters[position] ?? null, values?.kind === "category" ? values.categories : []);
  }
  for (const [position, value] of state.thresholds.entries()) {
    const input = section.querySelector<HTMLInputElement>(`[data-view="${position}"] .live-threshold input`);
    if (input !== null && value !== null) input.value = String(value);
  }
  const example = model === undefined ? {} : exampleRow(model);
  for (const [position, values] of state.inputs.entries()) {
    for (const field of formControls(section, position)) {
      const given = values?.[field.name];
      if (given !== undefined && field.name in example) field.value = given;
    }
  }
  showChosen(section);
}

function writeFilter(part: HTMLElement, chosen: FilterState | null, labels: readonly string[]): void {
  const selected = chosen?.kind === "labels" ? chosen.labels : undefined;
  for (const box of part.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) {
    box.checked = selected?.includes(labels[Number(box.value)] ?? "") ?? true;
  }
  const select = part.querySelector("select");
  if (select !== null) select.value = selected?.[0] === undefined ? "" : String(labels.indexOf(selected[0]));
  for (const input of part.querySelectorAll<HTMLInputElement>("[data-side]")) {
    const limit = chosen?.kind === "range" ? (input.dataset.side === "low" ? chosen.low : chosen.high) : null;
    input.value = limit === null ? "" : input.type === "date" ? toDay(limit) : String(limit);
  }
}
