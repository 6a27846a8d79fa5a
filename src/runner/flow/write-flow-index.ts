import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { formatDuration } from "../../core/format-duration.js";
import { plotlySource } from "../../display/plotly-source.js";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import { toFigure } from "../../notebook/html/html-figure.js";
import { sanitizedHtml } from "../../notebook/html/html-sanitize.js";
import { escapeHtml } from "../../report/escape-html.js";
import type { Figure } from "../../report/figures/figure.js";
import type { PagePart, PageSection } from "../../report/page/page.js";
import { renderPage } from "../../report/page/render-page.js";
import { type FlowState, readFlowState, type StepState } from "./flow-state.js";
import { metricCards } from "./metric-cards.js";

/**
 * Writes `index.html` of a reports folder: every flow with its headline numbers, one figure, its final table and its
 * notebooks. Returns its path.
 */
export async function writeFlowIndex(reports: string): Promise<string> {
  const flows: FlowState[] = [];
  for (const entry of await readdir(reports, { withFileTypes: true })) {
    const state = entry.isDirectory() ? await readFlowState(join(reports, entry.name)) : undefined;
    if (state !== undefined && state.name === entry.name) flows.push(state);
  }
  const sections = flows.map(section);
  const figures = sections.flatMap(({ body }) => body.flatMap((part) => (part.kind === "figure" ? [part.figure] : [])));
  const index = join(reports, "index.html");
  const html = renderPage({
    title: "Reports",
    subtitle: "What each flow found, with the pages that show how.",
    sections,
    footer: "Made by Cuaderno. Every page opens without a network.",
    plotlySource: figures.length === 0 ? undefined : await plotlySource(figures),
  });
  await writeFileAtomically(index, html, { caller: "run" });
  return index;
}

function section(flow: FlowState): PageSection {
  const steps = Object.entries(flow.steps);
  const tags = Object.assign({}, ...steps.map(([, { results }]) => results.tags)) as {
    readonly [name: string]: string;
  };
  const metrics = steps.flatMap(([, { results }]) => results.metrics);
  const summary = steps.map(([, { results }]) => results.summary).findLast((found) => found !== undefined);
  const figure = getFigure(steps.map(([, step]) => step));
  const body: PagePart[] = [];
  if (flow.description !== "") body.push({ kind: "text", text: flow.description });
  if (tags.data === "sample")
    body.push({
      kind: "callout",
      tone: "warning",
      title: "Synthetic sample",
      text: "These numbers come from a small synthetic sample, not from measurements.",
    });
  body.push({ kind: "cards", cards: metricCards(metrics, flow.history) });
  if (figure !== undefined) body.push({ kind: "figure", figure });
  const table = summary?.["text/html"];
  if (table !== undefined)
    body.push({
      kind: "html",
      html: `<div class="scroll">${sanitizedHtml(Array.isArray(table) ? table.join("") : String(table)).html}</div>`,
    });
  body.push({ kind: "html", html: stepsHtml(flow) });
  return { heading: flow.title, body };
}

function getFigure(steps: readonly StepState[]): Figure | undefined {
  const bundle = steps.map(({ results }) => results.figure).findLast((found) => found !== undefined);
  return bundle === undefined ? undefined : toFigure(bundle);
}

/** The notebooks as a table: title with a link to its page, status, duration, what it needs. */
function stepsHtml(flow: FlowState): string {
  const rows = Object.entries(flow.steps).map(([name, step]) => {
    const title = step.results.title || name;
    const link = `<a href="${encodeURI(`${flow.name}/${step.page}`)}">${escapeHtml(title)}</a>`;
    const status = step.message === undefined ? step.status : `${step.status}: ${step.message}`;
    const cells = [
      link,
      `<span class="status ${step.status}">${escapeHtml(status)}</span>`,
      formatDuration(step.durationMs),
      escapeHtml(Object.keys(step.needs).join(", ")),
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const head = ["notebook", "status", "duration", "runs after"].map((name) => `<th scope="col">${name}</th>`).join("");
  return `<div class="scroll"><table class="cuaderno-table"><thead><tr>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}
