import { groupDigits } from "../../core/group-digits.js";
import { escapeHtml } from "../../report/escape-html.js";
import { formatNumbers } from "../../report/tables/format-numbers.js";
import type { FigureResult, NumberResult, ResultColumn, ViewResult } from "../compute/view-result.js";
import { resultHtml } from "../what-if/result-html.js";
import { keyText } from "./axis-ticks.js";
import { chartSvg, seriesColor } from "./chart-svg.js";

/** Rows of a figure's table of values. */
const valueRows = 200;

/** What a view shows as HTML; everything that is not of this library is escaped. */
export function viewHtml(result: ViewResult, width: number): string {
  switch (result.kind) {
    case "numbers":
      return numbersHtml(result.numbers);
    case "table":
      return tableHtml(result.columns, result.rows, result.total, result.title);
    case "figure":
      return figureHtml(result, width);
    case "metrics":
      return metricsHtml(result);
    case "what-if": {
      const { shown, problems, target, unit } = result;
      if (shown === undefined)
        return `<p class="error">${escapeHtml(problems.map(({ detail }) => detail).join("; "))}</p>`;
      return resultHtml(shown, { target, unit, level: 5 });
    }
  }
}

function numbersHtml(numbers: readonly NumberResult[]): string {
  const cards = numbers.map(
    ({ label, unit, value, decimals }) =>
      `<div class="card"><dt class="label">${escapeHtml(label)}</dt><dd class="value" data-value="${value}">${escapeHtml(numberText(value, decimals))}${unit === "" ? "" : ` <small>${escapeHtml(unit)}</small>`}</dd></div>`,
  );
  return `<dl class="cards">${cards.join("")}</dl>`;
}

function numberText(value: number, decimals?: number): string {
  return Number.isNaN(value) ? "–" : (formatNumbers([value], { decimals })[0] ?? "");
}

type Cell = number | string | null;

function tableHtml(
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
  total: number,
  name: string,
): string {
  const cellStrings = columns.map((column, position) =>
    formatCells(
      column,
      rows.map((row) => row[position] ?? null),
    ),
  );
  const isNumber = columns.map((_, position) => rows.some((row) => typeof row[position] === "number"));
  const head = columns.map(({ label, unit }, position) => {
    const unitHtml = unit === "" ? "" : ` <small>(${escapeHtml(unit)})</small>`;
    return `<th scope="col"${isNumber[position] ? ' class="number"' : ""}>${escapeHtml(label)}${unitHtml}</th>`;
  });
  const body = rows.map((row, index) => {
    const cells = row.map((cell, position) =>
      isNumber[position]
        ? `<td class="number" data-value="${cell ?? ""}">${escapeHtml(cellStrings[position]?.[index] ?? "")}</td>`
        : `<td>${escapeHtml(cellStrings[position]?.[index] ?? "")}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  const more =
    total > rows.length ? `<p class="note">${groupDigits(rows.length)} of ${groupDigits(total)} rows</p>` : "";
  if (rows.length === 0) return `<p class="empty">No rows are selected.</p>`;
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(name === "" ? "Table" : name)}"><table><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>${more}`;
}

function formatCells({ kind, decimals }: ResultColumn, cells: readonly Cell[]): readonly string[] {
  if (kind === "time")
    return cells.map((cell) => (typeof cell === "number" && !Number.isNaN(cell) ? keyText(cell, kind) : ""));
  const numbers = formatNumbers(
    cells.map((cell) => (typeof cell === "number" ? cell : Number.NaN)),
    { decimals },
  );
  return cells.map((cell, index) => (typeof cell === "string" ? cell : (numbers[index] ?? "")));
}

function figureHtml(figure: FigureResult, width: number): string {
  const { series, x, y, color, note, source } = figure;
  const legend =
    series.length < 2
      ? ""
      : `<ul class="legend">${series.map(({ name }, position) => `<li><span class="swatch" style="background: ${seriesColor(position)}"></span>${escapeHtml(name)}</li>`).join("")}</ul>`;
  const rows = series.flatMap((own) =>
    own.x
      .slice(0, valueRows)
      .map((key, point): Cell[] => [
        ...(series.length < 2 ? [] : [own.name]),
        ...(own.labels === undefined ? [] : [own.labels[point] ?? ""]),
        key,
        own.y[point] ?? null,
        ...(own.color === undefined ? [] : [own.color[point] ?? null]),
      ]),
  );
  const total = series.reduce((sum, own) => sum + own.x.length, 0);
  const label = { label: "", unit: "", kind: "label" } as const;
  const columns: ResultColumn[] = [
    ...(series.length < 2 ? [] : [{ ...label, label: "series" }]),
    ...(series[0]?.labels === undefined ? [] : [{ ...label, label: "point" }]),
    x,
    y,
    ...(color === undefined ? [] : [color]),
  ];
  const below = [note, source === "" ? "" : `Source: ${source}`].filter((text) => text !== "").join(". ");
  return `${legend}${chartSvg(figure, width)}${below === "" ? "" : `<p class="note">${escapeHtml(below)}</p>`}<details class="values"><summary>Values</summary>${tableHtml(columns, rows.slice(0, valueRows), total, `Values of ${figure.title}`)}</details>`;
}

function metricsHtml({ rows, scores, confusion }: Extract<ViewResult, { readonly kind: "metrics" }>): string {
  const table =
    confusion === undefined
      ? ""
      : `<div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="confusion"><thead><tr><th scope="col">rows</th><th scope="col" class="number">predicted 0</th><th scope="col" class="number">predicted 1</th></tr></thead><tbody>${confusion
          .map(
            (line, actual) =>
              `<tr><th scope="row">actual ${actual}</th>${line.map((count) => `<td class="number" data-value="${count}">${groupDigits(count)}</td>`).join("")}</tr>`,
          )
          .join("")}</tbody></table></div>`;
  return `${numbersHtml(scores)}${table}<p class="note">${groupDigits(rows)} rows with both values</p>`;
}
