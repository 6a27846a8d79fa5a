import { type ComponentChild, h } from "preact";
import { useMemo, useRef } from "preact/hooks";
import type { RunsReply } from "../page-data.js";
import { useKeys } from "./hooks.js";
import { differingColumns, type RunColumn, type TableRun, toColumn } from "./run-columns.js";

interface FilterProps {
  readonly filter: string;
  readonly error?: string | undefined;
  onFilter(text: string): void;
}

export function FilterForm({ filter, error, onFilter }: FilterProps): ComponentChild {
  const field = useRef<HTMLInputElement>(null);
  useKeys((key, event) => {
    if (key !== "/") return;
    event.preventDefault();
    field.current?.focus();
  });
  return h(
    "form",
    {
      class: "filter",
      role: "search",
      onSubmit: (event: Event) => {
        event.preventDefault();
        onFilter(field.current?.value.trim() ?? "");
      },
    },
    h("label", { for: "filter" }, "Filter"),
    h("input", {
      id: "filter",
      ref: field,
      key: filter,
      type: "search",
      autocomplete: "off",
      spellcheck: false,
      defaultValue: filter,
      placeholder: "metrics.rmse < 450 and params.depth = '6'",
      "aria-invalid": error !== undefined ? "true" : undefined,
      "aria-describedby": error !== undefined ? "filter-error" : undefined,
    }),
    h("button", { type: "submit" }, "Filter"),
    error === undefined ? null : h("p", { id: "filter-error", class: "error", role: "alert" }, error),
  );
}

interface ExperimentListProps {
  readonly experiments: RunsReply["experiments"];
  readonly chosen: readonly string[];
  onChoose(ids: readonly string[]): void;
}

export function ExperimentList({ experiments, chosen, onChoose }: ExperimentListProps): ComponentChild {
  if (experiments.length < 2) return null;
  const sorted = [...experiments].sort((a, b) => (a.name < b.name ? -1 : 1));
  const choice = (id: string, label: string, isOn: boolean, next: readonly string[]): ComponentChild =>
    h("li", { key: id }, h("button", { type: "button", "aria-pressed": isOn, onClick: () => onChoose(next) }, label));
  return h(
    "nav",
    { class: "experiments", "aria-label": "Experiments" },
    h(
      "ul",
      null,
      choice("", "All experiments", chosen.length === 0, []),
      sorted.map(({ id, name }) => {
        const isOn = chosen.includes(id) || chosen.includes(name);
        return choice(id, name, isOn, isOn ? chosen.filter((one) => one !== id && one !== name) : [...chosen, id]);
      }),
    ),
  );
}

interface GroupChoiceProps {
  readonly runs: readonly TableRun[];
  readonly group?: RunColumn | undefined;
  onGroup(field: string): void;
}

export function GroupChoice({ runs, group, onGroup }: GroupChoiceProps): ComponentChild {
  const columns = useMemo(() => {
    const varying = differingColumns(runs, []);
    return [...["experiment", "status"].flatMap((name) => toColumn(name) ?? []), ...varying];
  }, [runs]);
  const known =
    group === undefined || columns.some(({ field }) => field === group.field) ? columns : [...columns, group];
  return h(
    "label",
    { class: "choice" },
    "Group by ",
    h(
      "select",
      { value: group?.field ?? "", onChange: (event: Event) => onGroup((event.target as HTMLSelectElement).value) },
      h("option", { value: "" }, "nothing"),
      known.map(({ field, label }) => h("option", { key: field, value: field }, label)),
    ),
  );
}
