import { type ComponentChild, h } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { Experiment } from "../../../tracking/tracker.js";
import type { RunsReply } from "../page-data.js";
import { useKeys } from "./hooks.js";
import { differingColumns, type RunColumn, type TableRun, toColumn } from "./run-columns.js";
import { choice } from "./select-field.js";

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

/** Most experiments that have a button each. */
const maxButtons = 6;

interface ExperimentListProps {
  readonly experiments: RunsReply["experiments"];
  readonly chosen: readonly string[];
  onChoose(ids: readonly string[]): void;
}

/** Choice of experiments: buttons for a few, a list with a search for many. */
export function ExperimentList({ experiments, chosen, onChoose }: ExperimentListProps): ComponentChild {
  const [isOpen, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  useKeys((key) => {
    if (key === "Escape") setOpen(false);
  });
  if (experiments.length < 2) return null;
  const sorted = [...experiments].sort((a, b) => a.name.localeCompare(b.name));
  const isChosen = ({ id, name }: Experiment): boolean => chosen.includes(id) || chosen.includes(name);
  const toggle = (one: Experiment): void =>
    onChoose(isChosen(one) ? chosen.filter((other) => other !== one.id && other !== one.name) : [...chosen, one.id]);
  const button = (label: string, isOn: boolean, onClick: () => void, more: object = {}): ComponentChild =>
    h(
      "li",
      { key: label },
      h("button", { type: "button", "aria-pressed": isOn, onClick, title: label, ...more }, label),
    );
  const isShort = sorted.length <= maxButtons;
  const found = sorted.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
  const onSearch = (event: Event): void => setSearch((event.target as HTMLInputElement).value);
  const offered = isOpen && !isShort;
  return h(
    "nav",
    { class: "experiments", "aria-label": "Experiments" },
    h(
      "ul",
      null,
      button("All experiments", chosen.length === 0, () => onChoose([])),
      (isShort ? sorted : sorted.filter(isChosen)).map((one) => button(one.name, isChosen(one), () => toggle(one))),
      isShort
        ? null
        : button(`Choose from ${sorted.length}…`, false, () => setOpen(!isOpen), {
            "aria-pressed": undefined,
            "aria-expanded": isOpen,
          }),
    ),
    offered
      ? h(
          "div",
          { class: "picker" },
          h("input", {
            ...{ type: "search", "aria-label": "Search experiments", placeholder: "Search experiments" },
            ...{ value: search, onInput: onSearch },
            ref: (field: HTMLInputElement | null) => field?.focus(),
          }),
          h(
            "fieldset",
            { "aria-label": "Experiments" },
            found.map((one) =>
              h(
                "label",
                { key: one.id },
                h("input", { type: "checkbox", checked: isChosen(one), onClick: () => toggle(one) }),
                ` ${one.name}`,
              ),
            ),
          ),
          found.length === 0 ? h("p", { class: "muted" }, "No experiment has this in its name.") : null,
        )
      : null,
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
  const options = known.map(({ field, label }) => [field, label] as const);
  return choice("Group by", group?.field ?? "", [["", "nothing"], ...options], onGroup);
}

interface PointChoiceProps {
  readonly point: "min" | "max" | undefined;
  onPoint(point: string): void;
}

/** Which value of a metric the table shows. */
export function PointChoice({ point, onPoint }: PointChoiceProps): ComponentChild {
  return choice(
    "Metrics",
    point ?? "",
    [
      ["", "last value"],
      ["min", "smallest value"],
      ["max", "largest value"],
    ],
    onPoint,
  );
}
