import { type ComponentChild, h } from "preact";

/** A table that scrolls when it is wide; numbers are at the right. */
export function scrollTable(
  heads: readonly string[],
  rows: readonly (readonly ComponentChild[])[],
  areNumbers = false,
): ComponentChild {
  const numeric = (index: number): string | undefined => (areNumbers && index > 0 ? "number" : undefined);
  return h(
    "div",
    { class: "scroll", tabIndex: 0, role: "region", "aria-label": heads.join(", ") },
    h(
      "table",
      { class: "plain" },
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          heads.map((head, index) => h("th", { scope: "col", key: head, class: numeric(index) }, head)),
        ),
      ),
      h(
        "tbody",
        null,
        rows.map((cells, row) =>
          h(
            "tr",
            { key: row },
            cells.map((cell, index) =>
              index === 0
                ? h("th", { scope: "row", key: index }, cell)
                : h("td", { key: index, class: numeric(index) ?? toLengthClass(cell) }, cell),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Short text is not broken, and long text gets a minimum width. */
function toLengthClass(cell: ComponentChild): string | undefined {
  if (typeof cell !== "string") return undefined;
  return cell.length < 26 ? "short" : cell.length > 60 ? "long" : undefined;
}
