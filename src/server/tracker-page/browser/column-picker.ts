import { type ComponentChild, h } from "preact";
import { useMemo, useState } from "preact/hooks";
import { getKeys, keyColumn, type RunColumn, type TableRun, toColumn } from "./run-columns.js";

export interface ColumnPickerProps {
  readonly runs: readonly TableRun[];
  /** The columns that are shown. */
  readonly columns: readonly RunColumn[];
  /** Called with the fields of the columns; none for the initial ones. */
  onPick(fields: readonly string[]): void;
}

/** Most keys of a kind that are offered at once; a search finds the others. */
const maxOffered = 60;

/** A list of everything that can be a column. */
export function ColumnPicker({ runs, columns, onPick }: ColumnPickerProps): ComponentChild {
  const [search, setSearch] = useState("");
  const offered = useMemo(() => offeredColumns(runs), [runs]);
  const shown = new Set(columns.map(({ field }) => field));
  const toggle = (field: string): void =>
    onPick(shown.has(field) ? [...shown].filter((one) => one !== field) : [...shown, field]);
  return h(
    "div",
    { class: "picker", role: "group", "aria-label": "Columns" },
    h(
      "div",
      { class: "picker-head" },
      h("input", {
        type: "search",
        "aria-label": "Search columns",
        placeholder: "Search columns",
        value: search,
        onInput: (event: Event) => setSearch((event.target as HTMLInputElement).value),
      }),
      h("button", { type: "button", onClick: () => onPick([]) }, "Reset"),
    ),
    offered.map(([title, group]) => {
      const found = group.filter(({ label }) => label.toLowerCase().includes(search.toLowerCase()));
      if (found.length === 0) return null;
      return h(
        "fieldset",
        { key: title },
        h(
          "legend",
          null,
          `${title}${found.length > maxOffered ? ` (${maxOffered} of ${found.length}; search for others)` : ""}`,
        ),
        found
          .slice(0, maxOffered)
          .map(({ field, label }) =>
            h(
              "label",
              { key: field },
              h("input", { type: "checkbox", checked: shown.has(field), onClick: () => toggle(field) }),
              ` ${label}`,
            ),
          ),
      );
    }),
  );
}

function offeredColumns(runs: readonly TableRun[]): readonly (readonly [string, readonly RunColumn[]])[] {
  const attributes = ["status", "start_time", "duration", "experiment", "user_id"].flatMap(
    (name) => toColumn(name) ?? [],
  );
  const metrics = getKeys(runs, "metrics").flatMap((key) => [
    keyColumn("metric", key),
    keyColumn("metric", key, "min"),
    keyColumn("metric", key, "max"),
  ]);
  return [
    ["Run", attributes],
    ["Metrics: last, smallest, largest", metrics],
    ["Parameters", getKeys(runs, "params").map((key) => keyColumn("param", key))],
    ["Tags", getKeys(runs, "tags").map((key) => keyColumn("tag", key))],
  ];
}
