import { HttpProblem } from "../http-problem.js";
import type { HistorySite } from "./history-site.js";
import { htmlTable } from "./html-table.js";
import { predictionRows, trainingLog } from "./log-routes.js";

const [shownRows, shownMetrics] = [50, 6];

/** The logs of trainings and predictions, the newest first, with links to save them. */
export async function logsHtml(site: HistorySite): Promise<string> {
  return `<h1>Logs</h1>\n${await trainingHtml(site)}\n${await predictionHtml(site)}`;
}

async function trainingHtml(site: HistorySite): Promise<string> {
  const versions = await trainingLog(site);
  if (versions.length === 0) {
    return "<h2>Training</h2>\n<p>The model is a file; models of a registry have a log of their training.</p>";
  }
  const metrics = [...new Set(versions.flatMap((version) => Object.keys(version.metrics)))].slice(0, shownMetrics);
  const table = htmlTable({
    caption: "Versions of the model and the figures of their training",
    columns: [
      ...[{ name: "version" }, { name: "aliases" }, { name: "description" }, { name: "trained at" }],
      ...metrics.map((name) => ({ name, isNumber: true })),
    ],
    rows: versions
      .slice(0, shownRows)
      .map(({ version, aliases, description, trainedAt, metrics: own }) => [
        ...[String(version), aliases.join(", "), description, trainedAt.slice(0, 16).replace("T", " ")],
        ...metrics.map((name) => own[name]),
      ]),
  });
  return `<h2>Training</h2>\n${table}\n<p><a href="/logs/training?format=csv">Save as CSV</a></p>`;
}

async function predictionHtml(site: HistorySite): Promise<string> {
  const frame = await predictionRows(site, shownRows).catch((thrown: unknown) => {
    if (thrown instanceof HttpProblem) return thrown.message;
    throw thrown;
  });
  if (typeof frame === "string") return `<h2>Predictions</h2>\n<p>${frame.replaceAll("<", "&lt;")}</p>`;
  if (frame === undefined) return "<h2>Predictions</h2>\n<p>Nothing was predicted yet.</p>";
  const names = frame.columns.filter((name) => !["request_id", "model", "date"].includes(name));
  const table = htmlTable({
    caption: `The newest ${frame.height} predictions`,
    columns: names.map((name) => ({ name })),
    rows: frame
      .select(...names)
      .rows()
      .map((row) => (row as readonly unknown[]).map(cellText)),
  });
  return `<h2>Predictions</h2>\n${table}\n<p><a href="/logs/predictions?format=csv">Save as CSV</a></p>`;
}

function cellText(value: unknown): string | number | null {
  if (value instanceof Date) return value.toISOString().slice(0, 19).replace("T", " ");
  return typeof value === "number" || value === null ? value : String(value);
}
