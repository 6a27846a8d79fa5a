import { renderPage } from "../report/page/render-page.js";
import { driftPage } from "./drift-page.js";
import type { DriftReport, DriftReportOptions } from "./drift-report.js";

/**
 * A drift report as one HTML file that opens by double click, without network and without plotly. The page as data:
 * `driftPage`.
 *
 * @example await writeFile("drift.html", renderDriftReport({ dataset: datasetDrift(train, test) }));
 */
export function renderDriftReport(report: DriftReport, options: DriftReportOptions = {}): string {
  return renderPage(driftPage(report, options));
}
