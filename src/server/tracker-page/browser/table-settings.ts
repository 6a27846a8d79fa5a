import type { withSettings } from "./address.js";
import { type RunColumn, toColumn } from "./run-columns.js";

/** The settings of the table, as the address has them. */
export interface TableSettings {
  readonly experiments: readonly string[];
  readonly filter: string;
  readonly columns: readonly RunColumn[];
  readonly sort?: { readonly column: RunColumn; readonly descending: boolean } | undefined;
  readonly group?: RunColumn | undefined;
  readonly differs: boolean;
  /** Which value of metrics is shown. @default the last one */
  readonly point?: "min" | "max" | undefined;
  /** Keys of open groups, and ids of runs whose nested runs are shown. */
  readonly open: ReadonlySet<string>;
  readonly deleted: boolean;
  readonly selected: ReadonlySet<string>;
}

export function readSettings(query: URLSearchParams): TableSettings {
  const [, field = "", direction] = /^(.*?)(?: (asc|desc))?$/s.exec(query.get("sort") ?? "") ?? [];
  const column = toColumn(field);
  const point = query.get("point");
  return {
    experiments: query.getAll("experiment"),
    filter: query.get("filter") ?? "",
    columns: query.getAll("column").flatMap((one) => toColumn(one) ?? []),
    sort: column === undefined ? undefined : { column, descending: direction === "desc" },
    group: toColumn(query.get("group") ?? ""),
    differs: query.get("differs") === "1",
    point: point === "min" || point === "max" ? point : undefined,
    open: new Set(query.getAll("open")),
    deleted: query.get("deleted") === "1",
    selected: new Set(query.getAll("run")),
  };
}

/** Changes settings in the address; `push` makes an entry of the browser's history, to go back to. */
export type ChangeSettings = (
  changes: Parameters<typeof withSettings>[1],
  options?: { readonly push?: boolean | undefined },
) => void;
