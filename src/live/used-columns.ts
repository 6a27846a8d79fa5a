import type { LiveAxis, LiveMeasure, LiveSpec, LiveView } from "./live-spec.js";

/** The names of the columns that filters and views of a page read, each once. */
export function usedColumns({ filters, views }: Pick<LiveSpec, "filters" | "views">): readonly string[] {
  const names = [...filters.map(({ column }) => column), ...views.flatMap(viewColumns)];
  return [...new Set(names.filter((name) => name !== undefined))];
}

type Name = string | undefined;

function viewColumns(view: LiveView): readonly Name[] {
  switch (view.kind) {
    case "numbers":
      return view.numbers.flatMap(measureColumns);
    case "table":
      return [...(view.by ?? []).map(axisColumn), ...view.columns.flatMap(measureColumns)];
    case "line":
    case "bar":
      return [axisColumn(view.x), ...measureColumns(view.y), view.group];
    case "scatter":
      return [axisColumn(view.x), axisColumn(view.y), view.group];
    case "histogram":
      return [axisColumn(view.x)];
    case "map":
      return [view.latitude, view.longitude, view.by, ...measureColumns(view.color)];
    case "metrics":
      return [view.actual, view.predicted ?? "prediction"];
    case "what-if":
      return [];
  }
}

function axisColumn(axis: string | LiveAxis): string {
  return typeof axis === "string" ? axis : axis.column;
}

function measureColumns(measure: string | LiveMeasure): readonly Name[] {
  return typeof measure === "string" ? [measure] : [measure.column, measure.over];
}
