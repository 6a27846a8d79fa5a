import type { PagePart, PageSection } from "../report/page/page.js";
import { tableHtml } from "../report/tables/table-html.js";
import type { ImportantDrift } from "./drift-by-importance.js";
import type { DriftLevel } from "./drift-level.js";
import { formatScore } from "./format-score.js";
import type { TimeWindow } from "./time-windows.js";
import { windowLinesHtml } from "./window-lines-html.js";

/** What moved the mean prediction, as `predictionChange` returns it. */
export interface ReportedChange {
  readonly scale: "prediction" | "log odds";
  readonly before: number;
  readonly after: number;
  readonly change: number;
  readonly columns: readonly { readonly column: string; readonly contribution: number; readonly importance: number }[];
}

/** Scores without labels, as `estimatePerformance` returns them. */
export interface ReportedEstimate {
  readonly method: "CBPE" | "DLE";
  readonly assumptions: readonly string[];
  readonly reference: { readonly realized: Readonly<Record<string, number | null>> };
  readonly overall: { readonly estimated: Readonly<Record<string, number | null>> };
  readonly windows: readonly (TimeWindow & {
    readonly estimated: Readonly<Record<string, number | null>> | null;
    readonly realized?: Readonly<Record<string, number | null>> | null | undefined;
  })[];
  readonly limits?: Readonly<Record<string, { readonly lower: number; readonly upper: number }>> | undefined;
}

/** Whether the rows can be separated, as `domainClassifier` returns it. */
export interface ReportedDomain {
  readonly rocAuc: number;
  readonly level: DriftLevel;
  readonly columns: readonly { readonly column: string; readonly share: number }[];
}

const mostColumns = 12;

/** The section on what moved the predictions: contributions that add up, and drift weighted by importance. */
export function changeSection(
  { scale, before, after, change, columns }: ReportedChange,
  important: readonly ImportantDrift[] = [],
  unit = "",
): PageSection {
  const suffix = scale === "log odds" ? " (log odds)" : unit === "" ? "" : ` ${unit}`;
  const strength = new Map(important.map((own) => [own.column, own]));
  const [first] = columns;
  const most = important.find(({ drifted, weighted }) => drifted && weighted > 0);
  const sentence = [
    `The mean prediction went from ${rounded(before)} to ${rounded(after)}${suffix}, by ${signed(change)}.`,
    first === undefined ? "" : ` ${first.column} contributed most: ${signed(first.contribution)}.`,
    most === undefined
      ? " No column that the model uses has drifted."
      : ` The drift that matters most is that of ${most.column}, which has ${percent(most.importance)} of the model's importance.`,
  ].join("");
  const rows = columns.slice(0, mostColumns).map(({ column, contribution, importance }) => {
    const own = strength.get(column);
    const drift = own === undefined ? "" : `${own.drifted ? "● " : ""}${formatScore(own.strength)}`;
    return [
      column,
      signed(contribution),
      percent(importance),
      drift,
      own === undefined ? "" : formatScore(own.weighted),
    ];
  });
  const html = tableHtml({
    columns: [
      "column",
      { name: "contribution", unit: suffix.trim() || "to the change", align: "right" },
      { name: "importance", align: "right" },
      { name: "drift", unit: "multiples of the limit", align: "right" },
      { name: "drift × importance", align: "right" },
    ],
    rows,
  });
  const rest = columns.length - rows.length;
  const note =
    rest > 0
      ? `${rest} more columns are not shown; all contributions add up to the change.`
      : "The contributions add up to the change.";
  return {
    heading: "What moved the predictions",
    body: [
      { kind: "text", text: sentence },
      { kind: "html", html: `<div class="scroll">${html}</div>` },
      { kind: "text", text: note },
    ],
  };
}

/** The section on the scores that are expected where no truth is known. */
export function estimateSection(
  { method, assumptions, reference, overall, windows, limits }: ReportedEstimate,
  unit = "",
): PageSection {
  const metric = Object.keys(overall.estimated)[0] ?? "";
  const known = reference.realized[metric];
  const value = overall.estimated[metric];
  const suffix = unit === "" || method === "CBPE" ? "" : ` ${unit}`;
  const range = limits?.[metric];
  const odd = windows.filter(({ estimated }) => {
    const own = estimated?.[metric];
    return own != null && range !== undefined && (own < range.lower || own > range.upper);
  });
  const sentences = [
    value == null
      ? `${metric} cannot be estimated.`
      : `Without labels, ${metric} is estimated as ${rounded(value)}${suffix}`,
    known == null ? "." : `; on the reference it is ${rounded(known)}${suffix}.`,
    range === undefined
      ? ""
      : ` ${odd.length} of ${windows.length} windows are outside its usual range, ${rounded(range.lower)} to ${rounded(range.upper)}.`,
  ];
  const realized = windows.map((window) => window.realized?.[metric] ?? null);
  const lines = [
    { name: "estimated", values: windows.map(({ estimated }) => estimated?.[metric] ?? null) },
    ...(realized.some((own) => own !== null) ? [{ name: "realized", values: realized }] : []),
  ];
  const body: PagePart[] = [{ kind: "text", text: sentences.join("") }];
  if (windows.length > 0)
    body.push({
      kind: "html",
      html: windowLinesHtml(lines, {
        label: `${metric} over time, estimated without labels`,
        windows: windows.map(({ label }) => label),
        axis: `${metric}${suffix}`,
        format: rounded,
        limit: known == null ? undefined : { value: known, name: `on the reference, ${rounded(known)}` },
      }),
    });
  const title =
    method === "CBPE" ? "Confidence-based estimation (CBPE) assumes" : "Direct loss estimation (DLE) assumes";
  body.push({ kind: "callout", tone: "note", title, text: [...assumptions] });
  return { heading: "Accuracy without labels, estimated", body };
}

/** The section on all columns together. */
export function domainSection({ rocAuc, level, columns }: ReportedDomain): PageSection {
  const leading = columns.slice(0, 3).map(({ column, share }) => `${column} (${percent(share)})`);
  const text =
    level === "too few rows"
      ? "There are too few rows to train a classifier."
      : `A classifier that sees single rows separates current from reference rows with an area under the ROC curve of ${rocAuc.toFixed(3)} (0.5: not at all). ${level === "none" ? "That is no more than chance or too little to matter." : `It leads by ${leading.join(", ")}.`}`;
  return { heading: `All columns together: ${level}`, body: [{ kind: "text", text }] };
}

function rounded(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${rounded(Math.abs(value))}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
