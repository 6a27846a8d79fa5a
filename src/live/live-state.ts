import type { Column, Columns } from "../table/columns.js";
import type { LiveFilter, LiveSpec, LiveWhatIfView } from "./live-spec.js";

/** What a filter selects. */
export type FilterState =
  | { readonly kind: "labels"; readonly labels: readonly string[] }
  | { readonly kind: "range"; readonly low: number | null; readonly high: number | null };

/** What the reader of a page has chosen. */
export interface LiveState {
  /** By the position of the filter; null selects every row. */
  readonly filters: readonly (FilterState | null)[];
  /** By the position of the view; null where it has none. */
  readonly thresholds: readonly (number | null)[];
  /** Inputs of what-if views by the position of the view, as typed; null where it has none. */
  readonly inputs: readonly (Readonly<Record<string, string>> | null)[];
}

const dayMs = 86_400_000;

/** The state in which a page opens. */
export function initialState({ filters, views }: LiveSpec, columns: Columns): LiveState {
  return {
    filters: filters.map((filter) => startState(filter, columns.byName.get(filter.column))),
    thresholds: views.map((view) => (view.kind === "metrics" ? (view.threshold ?? 0.5) : null)),
    inputs: views.map((view) => (view.kind === "what-if" ? startInputs(view) : null)),
  };
}

/** The inputs of a form at first, as its fields hold them: times with a `T`. */
export function startInputs({ start = {} }: LiveWhatIfView): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(start).map(([name, value]) => [
      name,
      String(value ?? "").replace(/^(\d{4}-\d{2}-\d{2}) (?=\d{2}:)/, "$1T"),
    ]),
  );
}

/** How a filter selects: by labels or by limits. */
export function filterKind({ kind }: LiveFilter, column: Column | undefined): "choice" | "one" | "range" | "dates" {
  return kind ?? (column?.kind === "number" ? "range" : column?.kind === "time" ? "dates" : "choice");
}

function startState(filter: LiveFilter, column: Column | undefined): FilterState | null {
  const { start } = filter;
  if (start === undefined) return null;
  const kind = filterKind(filter, column);
  if (kind === "choice" || kind === "one") return { kind: "labels", labels: start.map(String) };
  const [low = null, high = null] = start.map((value, side) =>
    value === null ? null : kind === "dates" ? parseDay(String(value), side === 1) : Number(value),
  );
  return { kind: "range", low, high };
}

/** The first or last millisecond of an ISO date, or the time of an ISO timestamp; null for another string. */
export function parseDay(text: string, isEnd: boolean): number | null {
  const time = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : /Z$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(time)) return null;
  return isEnd && text.length === 10 ? time + dayMs - 1 : time;
}

/** The ISO date of a time. */
export function toDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/**
 * What was chosen as the part of an address behind `#`; `id` separates the live pages of one document.
 */
export function stateToHash(state: LiveState, { filters }: LiveSpec, columns: Columns, id: string): string {
  const query = new URLSearchParams();
  for (const [position, filter] of filters.entries()) {
    const chosen = state.filters[position];
    const key = `${id}.${filter.column}`;
    if (chosen?.kind === "labels") {
      if (chosen.labels.length === 0) query.append(key, "");
      for (const label of chosen.labels) query.append(key, label);
    } else if (chosen?.kind === "range") {
      const isDates = columns.byName.get(filter.column)?.kind === "time";
      const show = (value: number | null): string => (value === null ? "" : isDates ? toDay(value) : String(value));
      query.append(key, `${show(chosen.low)}..${show(chosen.high)}`);
    }
  }
  for (const [position, value] of state.thresholds.entries()) {
    if (value !== null) query.append(`${id}.threshold-${position + 1}`, String(value));
  }
  for (const [position, values] of state.inputs.entries()) {
    for (const [name, value] of Object.entries(values ?? {})) query.append(`${id}.if-${position + 1}.${name}`, value);
  }
  return query.toString();
}

/** The state that an address holds for the page `id`; what it does not name is as in `first`. */
export function stateFromHash(
  hash: string,
  first: LiveState,
  { filters }: LiveSpec,
  columns: Columns,
  id: string,
): LiveState {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  if (![...query.keys()].some((key) => key.startsWith(`${id}.`))) return first;
  return {
    filters: filters.map((filter): FilterState | null => {
      const values = query.getAll(`${id}.${filter.column}`);
      const column = columns.byName.get(filter.column);
      if (values.length === 0) return null;
      if (column?.kind === "category") {
        return { kind: "labels", labels: values.filter((label) => column.categories.includes(label)) };
      }
      const [low = "", high = ""] = (values[0] ?? "").split("..");
      const read = (text: string, isEnd: boolean): number | null => {
        if (text === "") return null;
        const value = column?.kind === "time" ? parseDay(text, isEnd) : Number(text);
        return Number.isNaN(value) ? null : value;
      };
      return { kind: "range", low: read(low, false), high: read(high, true) };
    }),
    thresholds: first.thresholds.map((value, position) => {
      const text = query.get(`${id}.threshold-${position + 1}`);
      const given = Number(text);
      return value === null || text === null || !(given >= 0 && given <= 1) ? value : given;
    }),
    inputs: first.inputs.map((values, position) => {
      const prefix = `${id}.if-${position + 1}.`;
      const given = [...query]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => [key.slice(prefix.length), value] as const);
      return values === null || given.length === 0 ? values : { ...values, ...Object.fromEntries(given) };
    }),
  };
}
