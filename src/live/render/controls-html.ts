import { escapeHtml } from "../../report/escape-html.js";
import type { Column, Columns } from "../../table/columns.js";
import type { LiveFilter, LiveSpec } from "../live-spec.js";
import { filterKind, toDay } from "../live-state.js";

const searchableFrom = 13;

/** The controls of a page, by the position of the filter in `data-filter`; the page's script starts them. */
export function controlsHtml({ filters }: LiveSpec, columns: Columns, id: string): string {
  if (filters.length === 0) return "";
  const controls = filters.map((filter, position) => {
    const column = columns.byName.get(filter.column);
    return column === undefined ? "" : controlHtml(filter, column, position, `${id}-filter-${position}`);
  });
  return `<div class="live-controls" role="group" aria-label="Filters" hidden>${controls.join("")}<button type="button" class="reset">Reset</button></div>`;
}

function controlHtml(filter: LiveFilter, column: Column, position: number, id: string): string {
  const name = escapeHtml(filter.label ?? filter.column);
  const unit = filter.unit === undefined ? "" : ` <span class="unit">(${escapeHtml(filter.unit)})</span>`;
  switch (filterKind(filter, column)) {
    case "choice":
      return choiceHtml(column.kind === "category" ? column.categories : [], name, position);
    case "one": {
      const labels = column.kind === "category" ? column.categories : [];
      const options = labels.map((label, code) => `<option value="${code}">${escapeHtml(label)}</option>`);
      return `<div class="live-one" data-filter="${position}"><label for="${id}">${name}</label><select id="${id}"><option value="">all</option>${options.join("")}</select></div>`;
    }
    case "range":
    case "dates":
      return rangeHtml(column, `${name}${unit}`, name, position);
  }
}

function choiceHtml(labels: readonly string[], name: string, position: number): string {
  const boxes = labels.map(
    (label, code) =>
      `<label><input type="checkbox" value="${code}" checked> <span>${label === "" ? "(empty)" : escapeHtml(label)}</span></label>`,
  );
  const search =
    labels.length < searchableFrom ? "" : `<input type="search" placeholder="find" aria-label="Find in ${name}">`;
  return `<details class="live-choice" data-filter="${position}"><summary><span class="name">${name}</span> <span class="chosen">all</span></summary><div class="options" role="group" aria-label="${name}">${search}<p class="every"><button type="button" data-every="all">All</button><button type="button" data-every="none">None</button></p>${boxes.join("")}</div></details>`;
}

function rangeHtml(column: Column, legend: string, name: string, position: number): string {
  const isDates = column.kind === "time";
  const values: Float64Array =
    column.kind === "number" || column.kind === "time" ? column.values.filter(Number.isFinite) : new Float64Array(0);
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const show = (value: number): string => (Number.isFinite(value) ? (isDates ? toDay(value) : String(value)) : "");
  const limits = `min="${show(low)}" max="${show(high)}"`;
  const input = (side: "low" | "high", words: string, placeholder: string): string =>
    `<input data-side="${side}" aria-label="${words} ${name}" ${isDates ? `type="date" ${limits}` : `type="number" step="any" inputmode="decimal" ${limits} placeholder="${placeholder}"`}>`;
  return `<fieldset class="live-range" data-filter="${position}"><legend>${legend}</legend>${input("low", isDates ? "first" : "lowest", show(low))} <span aria-hidden="true">to</span> ${input("high", isDates ? "last" : "highest", show(high))}</fieldset>`;
}
