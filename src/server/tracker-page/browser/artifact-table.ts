import { type ComponentChild, h } from "preact";
import { useLoaded } from "./hooks.js";
import { loadingText } from "./loading-text.js";
import type { PageSource } from "./page-source.js";
import { parseCsv } from "./preview-csv.js";

/** Most rows of a table that are shown. */
const maxShownRows = 500;

export interface TableOfFileProps {
  readonly source: PageSource;
  readonly runId: string;
  readonly path: string;
}

/** The first rows of a Parquet or Arrow file. */
export function TableOfFile({ source, runId, path }: TableOfFileProps): ComponentChild {
  const { value, error, isLoading } = useLoaded(`table ${runId} ${path}`, () => source.table(runId, path));
  if (value === undefined && !isLoading && error === undefined)
    return h("p", { class: "muted" }, "Not shown here; download the file.");
  if (value === undefined) return loadingText(error);
  const { columns, types, rows, count } = value;
  return plainTable(
    columns.map((name, index) => [name, h("br", null), h("small", null, types[index])]),
    rows,
    count > rows.length ? `The first ${rows.length} of ${count.toLocaleString("en-US")} rows` : toRows(count),
  );
}

/** The first rows of CSV. */
export function csvTable(text: string, separator: string): ComponentChild {
  const rows = parseCsv(text, { separator, maxRows: maxShownRows + 1 });
  const [heads, ...body] = rows;
  if (heads === undefined) return h("p", { class: "muted" }, "The file is empty.");
  return plainTable(heads, body, body.length >= maxShownRows ? `The first ${maxShownRows} rows` : toRows(body.length));
}

function plainTable(
  heads: readonly ComponentChild[],
  body: readonly (readonly string[])[],
  caption: string,
): ComponentChild {
  return h(
    "div",
    { class: "scroll content", tabIndex: 0, role: "region", "aria-label": "Table" },
    h(
      "table",
      { class: "plain" },
      h("caption", null, caption),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          heads.map((head, index) => h("th", { scope: "col", key: index }, head)),
        ),
      ),
      h(
        "tbody",
        null,
        body.map((cells, row) =>
          h(
            "tr",
            { key: row },
            cells.map((cell, index) => h("td", { key: index }, cell)),
          ),
        ),
      ),
    ),
  );
}

function toRows(count: number): string {
  return `${count} ${count === 1 ? "row" : "rows"}`;
}
