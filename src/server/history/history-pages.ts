import { formatNumber } from "../../live/what-if/result-html.js";
import { escapeHtml } from "../../report/escape-html.js";
import { HttpProblem } from "../http-problem.js";
import { serverPage } from "../pages/server-page.js";
import type { Route, ServiceRequest } from "../service-request.js";
import { datasetReports } from "./dataset-reports.js";
import type { Forecast } from "./forecast.js";
import { type AccuracyFigures, forecastAccuracy } from "./forecast-accuracy.js";
import { forecastRange, type HistorySite, type PeriodRange, readPeriodRange, recentPeriods } from "./history-site.js";
import { htmlTable } from "./html-table.js";
import { logsHtml } from "./logs-html.js";
import { seriesChart } from "./series-chart.js";
import { uploadHtml } from "./upload-html.js";

/** The pages of a site: forecasts, data, errors and logs. */
export function historyPages(site: HistorySite): readonly Route[] {
  const page = (path: string, title: string, mainHtml: (request: ServiceRequest) => Promise<Shown>): Route => ({
    method: "get",
    path,
    async handle(request) {
      const { html, status } = await mainHtml(request);
      return serverPage({
        title: siteTitle(site),
        mainHtml: html,
        status,
        hasForm: true,
        links: siteLinks(site, title),
      });
    },
  });
  return [
    page("/", "Forecast", (request) => forecastPage(site, request)),
    page("/data", "Data", async () => ({ html: await dataPage(site) })),
    page("/errors", "Errors", async () => ({ html: await errorPage(site) })),
    page("/logs", "Logs", async () => ({ html: await logsHtml(site) })),
  ];
}

interface Shown {
  readonly html: string;
  readonly status?: number | undefined;
}

function siteTitle({ model }: HistorySite): string {
  return model.name;
}

function siteLinks({ model }: HistorySite, current: string): readonly (readonly [string, string])[] {
  const links = [
    ["/", "Forecast"],
    ["/data", "Data"],
    ["/errors", "Errors"],
    ["/logs", "Logs"],
    [`/models/${encodeURIComponent(model.name)}/form`, "One row"],
    ["/docs", "API"],
  ] as const;
  return links.filter(([, text]) => text !== current);
}

function getTarget({ model }: HistorySite): { readonly name: string; readonly unit: string } {
  const { target } = model.current().model;
  return { name: target?.name ?? model.name, unit: target?.unit ?? "" };
}

async function forecastPage(site: HistorySite, request: ServiceRequest): Promise<Shown> {
  const state = await site.load();
  const { periods } = state.tables;
  const { name, version } = site.model.current();
  const recent = recentPeriods(state);
  let problem: HttpProblem | undefined;
  let given: PeriodRange | undefined;
  try {
    given = readPeriodRange(request, state.tables);
  } catch (thrown) {
    if (!(thrown instanceof HttpProblem)) throw thrown;
    problem = thrown;
  }
  const range = given ?? recent;
  const forecasts = problem === undefined ? forecastRange(site, state, range, given && request) : [];
  const typed = (field: string, period: number): string => request.query.get(field) ?? periods.format(period);
  const [kind, hint] = inputKinds[periods.unit];
  const input = (field: string, label: string, period: number): string =>
    `<div class="field"><label for="${field}">${label}</label><input id="${field}" name="${field}" type="${kind}" placeholder="${periods.example}" value="${escapeHtml(typed(field, period))}"${hint}></div>`;
  const { unit } = getTarget(site);
  const html = `<h1>Forecast of ${escapeHtml(site.history.options.actual ?? getTarget(site).name)}</h1>
<p class="muted">${escapeHtml(name)} version ${escapeHtml(version)}; one ${periods.unit}, or a range of them</p>
<form method="get" action="/" class="row">${input("from", "From", range.from)}${input("to", "To", range.to)}<p><button type="submit">Predict</button></p></form>
${problem === undefined ? "" : `<p class="error" role="alert">${escapeHtml(problem.message)}</p>`}
${forecasts.length === 0 ? "" : forecastHtml(forecasts, unit, periods.unit)}
${forecasts.length === 0 ? "" : `<p><a href="/forecast?from=${periods.format(range.from)}&amp;to=${periods.format(range.to)}&amp;format=csv">Save as CSV</a></p>`}`;
  return { html, status: problem?.status };
}

/** Type of an input for a period, and further attributes. */
const inputKinds = {
  month: ["month", ' required pattern="[0-9]{4}-[0-9]{2}"'],
  day: ["date", " required"],
  year: ["number", ' required step="1"'],
  hour: ["text", ' required pattern="[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}"'],
} as const;

function forecastHtml(forecasts: readonly Forecast[], unit: string, periodUnit: string): string {
  const chart = seriesChart(
    forecasts.map(({ period }) => period),
    [
      { name: "real value", kind: "actual", values: forecasts.map(({ actual }) => actual) },
      { name: "forecast", kind: "prediction", values: forecasts.map(({ prediction }) => prediction) },
    ],
    { title: "Forecast and real value", unit },
  );
  const isMissing = forecasts.some(({ missing }) => missing.length > 0);
  const isUnusual = forecasts.some(({ unusual }) => unusual.length > 0);
  const table = htmlTable({
    caption: `Each forecast is made from the ${periodUnit}s before it`,
    columns: [
      { name: periodUnit },
      { name: `forecast${unit === "" ? "" : ` (${unit})`}`, isNumber: true },
      { name: "real value", isNumber: true },
      { name: "error", isNumber: true },
      ...(isMissing ? [{ name: "missing" }] : []),
      ...(isUnusual ? [{ name: "unusual" }] : []),
    ],
    rows: forecasts.map(({ period, prediction, actual, missing, unusual }) => [
      period,
      prediction,
      actual,
      prediction === null || actual === null ? null : prediction - actual,
      ...(isMissing ? [missing.map((own) => `${own.period} (${own.dataset})`).join(", ")] : []),
      ...(isUnusual ? [unusual.join("; ")] : []),
    ]),
  });
  return `${chart}\n${table}`;
}

async function dataPage(site: HistorySite): Promise<string> {
  const { tables } = await site.load();
  const reports = datasetReports(tables);
  const table = htmlTable({
    caption: `The ${tables.periods.unit}s of each dataset`,
    columns: [
      ...[{ name: "dataset" }, { name: "first" }, { name: "last" }],
      ...[{ name: `${tables.periods.unit}s`, isNumber: true }, { name: "version", isNumber: true }, { name: "gaps" }],
    ],
    rows: reports.map(({ name, first, last, rows, version, gaps, gapCount }) => [
      ...[name, first, last, rows, version],
      gapCount === 0 ? "none" : `${gapCount}: ${gaps.slice(0, 12).join(", ")}${gapCount > 12 ? ", ..." : ""}`,
    ]),
  });
  return `<h1>Data</h1>\n${table}\n${uploadHtml(site)}`;
}

async function errorPage(site: HistorySite): Promise<string> {
  const { tables, forecaster } = await site.load();
  const { points, groups, parts } = forecastAccuracy(forecaster, tables.periods);
  const { unit } = getTarget(site);
  if (points.length === 0) return "<h1>Errors</h1>\n<p>No period has both a forecast and a real value.</p>";
  const table = (caption: string, first: string, figures: readonly AccuracyFigures[]): string =>
    htmlTable({
      caption,
      columns: [
        ...[{ name: first }, { name: `${tables.periods.unit}s`, isNumber: true }],
        ...[`RMSE${unit === "" ? "" : ` (${unit})`}`, "RMSE of the last known value", "R²"].map((name) => ({
          name,
          isNumber: true,
        })),
      ],
      rows: figures.map(({ name, count, rmse, baselineRmse, r2 }) => [name, count, rmse, baselineRmse, r2]),
    });
  const shown = points.slice(-240);
  const chart = seriesChart(
    shown.map(({ period }) => period),
    [
      { name: "real value", kind: "actual", values: shown.map(({ actual }) => actual) },
      { name: "forecast", kind: "prediction", values: shown.map(({ prediction }) => prediction) },
    ],
    { title: "Forecast and real value", unit },
  );
  const worst = groups.reduce((most, group) => (group.rmse > most.rmse ? group : most));
  return `<h1>Errors are largest in ${escapeHtml(worst.name)}: RMSE ${escapeHtml(formatNumber(worst.rmse))} ${escapeHtml(unit)}</h1>
<p class="muted">Rows that the model learned from look better than others. The baseline repeats the last known value.</p>
${chart}
${table("Learned and other rows", "rows", parts)}
${table("Over time", "time", groups)}`;
}
