import { escapeMarkdown } from "../report/markdown/escape-markdown.js";
import type { Page, PagePart, PageSection } from "../report/page/page.js";
import { tableHtml } from "../report/tables/table-html.js";
import type { DatasetDrift, NamedColumnDrift } from "./dataset-drift.js";
import { distributionHtml, distributionKey } from "./distribution-html.js";
import { driftHeatmapHtml } from "./drift-heatmap-html.js";
import type { DriftOverTime } from "./drift-over-time.js";
import type { DriftReport, DriftReportOptions } from "./drift-report.js";
import { driftReportStyle } from "./drift-report-style.js";
import { driftStrength } from "./drift-strength.js";
import { driftedMarks, driftTable, rankedColumns } from "./drift-table.js";
import { driftVerdict } from "./drift-verdict.js";
import { errorSection } from "./error-section.js";
import { formatScore } from "./format-score.js";
import { changeSection, domainSection, estimateSection } from "./model-sections.js";
import { scoreSection } from "./score-section.js";
import { windowLinesHtml } from "./window-lines-html.js";

/**
 * The page of a drift report as data: verdict, table of columns, column x window heat map, distributions of the most
 * drifted columns, target and prediction, error over time. It holds shares and scores only, never rows.
 *
 * @example const html = renderPage(driftPage({ dataset: datasetDrift(train, test) }, { title: "Drift of 2018" }));
 */
export function driftPage(report: DriftReport, options: DriftReportOptions = {}): Page {
  const { dataset } = report;
  const { title, sentence } = driftVerdict(dataset, options);
  return {
    kind: "page",
    title: options.title ?? title,
    subtitle: sides(report, options),
    sections: [
      verdictSection(report, sentence, options),
      ...(report.overTime === undefined ? [] : [heatmapSection(report.overTime, report.season !== undefined)]),
      ...(report.season === undefined ? [] : [seasonSection(report.season)]),
      ...distributionsSection(report, options),
      ...(report.domain === undefined ? [] : [domainSection(report.domain)]),
      ...outcomeSection(report, options),
      ...(report.change === undefined ? [] : [changeSection(report.change, report.important, options.errorUnit)]),
      ...(report.errors === undefined ? [] : [errorSection(report.errors, options)]),
      ...(report.scores === undefined ? [] : [scoreSection(report.scores, options)]),
      ...(report.estimated === undefined ? [] : [estimateSection(report.estimated, options.errorUnit)]),
    ],
    footer: options.footer,
  };
}

function sides({ dataset }: DriftReport, { referenceName, currentName }: DriftReportOptions): string {
  const side = (name: string | undefined, rows: number): string =>
    `${name === undefined ? "" : `${escapeMarkdown(name)} `}(${rows.toLocaleString("en-US")} rows)`;
  return `Current rows ${side(currentName, dataset.currentRows)} against the reference ${side(referenceName, dataset.referenceRows)}.`;
}

function verdictSection({ dataset }: DriftReport, sentence: string, { units }: DriftReportOptions): PageSection {
  const left = notCompared(dataset);
  const changes = [
    ...dataset.findings.map(({ column, level, reason }) => `${column}: ${reason} (${level})`),
    ...rankedColumns(dataset).flatMap(({ column, reasons, pValue }) =>
      reasons.map((reason) => `${column}: ${reason}${pValue === undefined ? "" : `; p = ${formatScore(pValue)}`}`),
    ),
  ];
  const remarks = dataset.columns.flatMap(({ column, notes }) => notes.map((note) => `${column}: ${note}`));
  return {
    heading: "What has drifted",
    body: [
      { kind: "html", html: driftReportStyle },
      verdictCallout(dataset, sentence),
      { kind: "html", html: columnTable(dataset, units) },
      ...(changes.length === 0 || dataset.share !== undefined ? [] : [listCallout("Why", changes)]),
      ...(remarks.length === 0 ? [] : [listCallout("Remarks", remarks)]),
      ...(left.length === 0 ? [] : [listCallout("Not compared", left)]),
    ],
  };
}

/** Columns without a comparison, and why, but for those that the verdict counts. */
export function notCompared({ skipped, onlyInReference, onlyInCurrent, findings }: DatasetDrift): readonly string[] {
  const counted = new Set(findings.map(({ column }) => column));
  return [
    ...skipped,
    ...onlyInReference.map((column) => ({ column, reason: "only in the reference" })),
    ...onlyInCurrent.map((column) => ({ column, reason: "only in the current table" })),
  ].flatMap(({ column, reason }) => (counted.has(column) ? [] : [`${column}: ${reason}`]));
}

function columnTable(dataset: DatasetDrift, units: DriftReportOptions["units"]): string {
  const html = tableHtml(driftTable(dataset, units));
  const marked = driftedMarks.reduce((all, mark) => all.replaceAll(`>${mark}<`, ` class="drift-yes">${mark}<`), html);
  return `<div class="scroll">${marked}</div>`;
}

function verdictCallout({ level, driftedColumns }: DatasetDrift, sentence: string): PagePart {
  if (level === "fail") return { kind: "callout", tone: "warning", title: "Drift", text: sentence };
  if (level === "warn" || driftedColumns.length > 0)
    return { kind: "callout", tone: "note", title: "Some drift", text: sentence };
  if (level === "too few rows") return { kind: "callout", tone: "note", title: "Too few rows", text: sentence };
  return { kind: "callout", tone: "good", title: "No drift", text: sentence };
}

function listCallout(title: string, lines: readonly string[]): PagePart {
  return { kind: "callout", tone: "note", title, text: lines };
}

function heatmapSection(overTime: DriftOverTime, hasSeason: boolean): PageSection {
  const { windowDays, by, minimumRows, rowsWithoutTime, rowsOutside } = overTime;
  const worst = [...overTime.windows].sort((a, b) => (b.driftedShare ?? -1) - (a.driftedShare ?? -1))[0];
  const lines = [
    `Every ${by ?? `window of ${windowDays} days`} against the whole reference; a window with fewer than ${minimumRows} values of a column gets no score.`,
    worst?.driftedShare
      ? ` Most columns drifted in the window from ${worst.label}: ${Math.round(worst.driftedShare * 100)} %.`
      : "",
    rowsWithoutTime + rowsOutside > 0
      ? ` ${(rowsWithoutTime + rowsOutside).toLocaleString("en-US")} rows are in no window.`
      : "",
    hasSeason
      ? " A short window is one season only, so weather and daylight differ from full years; the next section compares with the same season."
      : " A short window is one season only, so weather and daylight differ from full years without a fault.",
  ];
  return {
    heading: "Drift over time",
    body: [
      { kind: "text", text: lines.join("") },
      { kind: "html", html: driftHeatmapHtml(overTime) },
    ],
  };
}

function seasonSection(season: DriftOverTime): PageSection {
  const shares = season.windows.flatMap(({ driftedShare }) => driftedShare ?? []);
  const mean = shares.reduce((total, share) => total + share, 0) / Math.max(1, shares.length);
  const drifted = season.columns
    .map(({ column, drifted: own }) => ({ column, count: own.filter((one) => one === true).length }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count);
  const [first] = drifted;
  const leading =
    first === undefined ? "" : ` ${first.column} drifted in ${first.count} of ${season.windows.length} windows.`;
  return {
    heading: "Drift against the same season",
    body: [
      {
        kind: "text",
        text: `Each window against the reference rows of the same days of the year. On average ${Math.round(100 * mean)} % of the columns drifted in a window.${leading}`,
      },
      { kind: "html", html: driftHeatmapHtml(season) },
    ],
  };
}

function distributionsSection({ dataset }: DriftReport, options: DriftReportOptions): readonly PageSection[] {
  const own = new Set([options.target, options.prediction]);
  const shown = rankedColumns(dataset)
    .filter(({ column }) => !own.has(column))
    .filter(({ drifted }, rank) => drifted || rank < 2)
    .slice(0, options.distributions ?? 6);
  if (shown.length === 0) return [];
  return [
    {
      heading: "Distributions of the most drifted columns",
      body: [{ kind: "html", html: distributions(shown, options) }],
    },
  ];
}

function distributions(columns: readonly NamedColumnDrift[], options: DriftReportOptions): string {
  const { referenceName = "reference", currentName = "current", units = {} } = options;
  const plots = columns.map(({ column, kind, distribution, drifted }) => {
    const unit = Object.hasOwn(units, column) ? units[column] : undefined;
    const labels = {
      title: `${column}, ${drifted ? "drifted" : "stable"}`,
      reference: referenceName,
      current: currentName,
    };
    return distributionHtml(distribution, kind === "number", unit === undefined ? labels : { ...labels, unit });
  });
  return `${distributionKey(referenceName, currentName)}<div class="drift-pair">${plots.join("\n")}</div>`;
}

function outcomeSection({ dataset, overTime }: DriftReport, options: DriftReportOptions): readonly PageSection[] {
  const names = [options.target, options.prediction].filter((name) => name !== undefined);
  const found = names.flatMap((name) => dataset.columns.filter(({ column }) => column === name));
  if (found.length === 0) return [];
  const sentences = found.map(({ column, drifted, method, score, threshold }) => {
    const role = column === options.target ? "target" : "prediction";
    return `The ${role}, ${column}, ${drifted ? "has drifted" : "is stable"}: ${method.replaceAll("-", " ")} ${score.toPrecision(3)}, threshold ${threshold}.`;
  });
  const lines = names.flatMap((name) => overTime?.columns.filter(({ column }) => column === name) ?? []);
  const body: PagePart[] = [
    { kind: "text", text: sentences.join(" ") },
    { kind: "html", html: distributions(found, options) },
  ];
  if (overTime !== undefined && lines.length > 0) {
    const html = windowLinesHtml(
      lines.map(({ column, scores, scoreIs, threshold }) => ({
        name: column,
        values: scores.map((score) => (score === null ? null : driftStrength({ scoreIs, score, threshold }))),
      })),
      {
        label: "Drift of target and prediction over time, in multiples of the threshold",
        windows: overTime.windows.map(({ label }) => label),
        axis: "score, in multiples of its threshold",
        format: (value) => String(Number(value.toPrecision(2))),
        limit: { value: 1, name: "threshold" },
      },
    );
    body.push({ kind: "html", html });
  }
  return [{ heading: "Target and prediction", body }];
}
