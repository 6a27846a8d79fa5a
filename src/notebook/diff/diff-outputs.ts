import type { Json } from "../../core/json.js";
import type { DisplayOutput, Output } from "../format/notebook.js";
import { lineChanges } from "./line-changes.js";

/** What changed in an output, one sentence each. */
export interface OutputChange {
  /** From 1. */
  readonly output: number;
  readonly kind: "added" | "removed" | "number" | "table" | "figure" | "text" | "error" | "other";
  readonly message: string;
}

/** How the outputs of a cell differ in meaning: numbers with their change, shapes of tables, series of figures; counts and metadata do not. */
export function outputChanges(before: readonly Output[], after: readonly Output[]): readonly OutputChange[] {
  const changes: OutputChange[] = [];
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const [old, fresh] = [before[index], after[index]];
    const output = index + 1;
    if (old === undefined && fresh !== undefined) {
      changes.push({ output, kind: "added", message: `${nameOf(fresh)} is new` });
    } else if (fresh === undefined && old !== undefined) {
      changes.push({ output, kind: "removed", message: `${nameOf(old)} is gone` });
    } else if (old !== undefined && fresh !== undefined) {
      changes.push(...changesBetween(old, fresh).map((change) => ({ output, ...change })));
    }
  }
  return changes;
}

type Change = Omit<OutputChange, "output">;

function changesBetween(old: Output, fresh: Output): readonly Change[] {
  const names = [nameOf(old), nameOf(fresh)];
  if (names[0] !== names[1]) return [{ kind: "other", message: `${names[0]} became ${names[1]}` }];
  const [oldFigure, freshFigure] = [figureOf(old), figureOf(fresh)];
  if (oldFigure !== undefined && freshFigure !== undefined) return figureChanges(oldFigure, freshFigure);
  const [oldTable, freshTable] = [tableOf(old), tableOf(fresh)];
  const shape = oldTable && freshTable ? shapeChanges(oldTable, freshTable) : [];
  const kind = old.output_type === "error" ? "error" : "text";
  const texts = textChanges(textOf(old), textOf(fresh), kind);
  if (shape.length > 0) return [...shape, ...texts.filter((change) => change.kind === "number")];
  if (texts.length > 0) return texts;
  return binaryOf(old) === binaryOf(fresh) ? [] : [{ kind: "other", message: `${names[1]} differs` }];
}

function nameOf(output: Output): string {
  if (output.output_type === "stream") return output.name;
  if (output.output_type === "error") return "the error";
  if (figureOf(output) !== undefined) return "the figure";
  if (tableOf(output) !== undefined) return "the table";
  const [mime = "nothing"] = Object.keys(output.data).sort();
  return mime.startsWith("text/") ? "the text" : mime;
}

interface FigureFacts {
  readonly title: string;
  readonly series: ReadonlyMap<string, readonly Json[]>;
}

function figureOf(output: Output): FigureFacts | undefined {
  const plotly = isDisplay(output) ? output.data["application/vnd.plotly.v1+json"] : undefined;
  if (plotly === null || typeof plotly !== "object" || Array.isArray(plotly)) return undefined;
  const { data, layout } = plotly as { readonly data?: Json; readonly layout?: { readonly title?: Json } };
  const traces = Array.isArray(data) ? (data as readonly { readonly [key: string]: Json }[]) : [];
  const title = layout?.title;
  const series = traces.map((trace, index): [string, readonly Json[]] => {
    const values = [trace.z, trace.y, trace.x, trace.values].find((list) => Array.isArray(list)) ?? [];
    return [typeof trace.name === "string" && trace.name !== "" ? trace.name : `series ${index + 1}`, values as Json[]];
  });
  const text = typeof title === "string" ? title : (title as { readonly text?: Json } | null | undefined)?.text;
  return { title: typeof text === "string" ? text : "", series: new Map(series) };
}

function figureChanges(old: FigureFacts, fresh: FigureFacts): readonly Change[] {
  const figure = (message: string): Change => ({ kind: "figure", message });
  const changes: Change[] = [];
  if (old.title !== fresh.title) changes.push(figure(`title "${old.title}" became "${fresh.title}"`));
  for (const [name, values] of old.series) {
    const now = fresh.series.get(name);
    if (now === undefined) changes.push(figure(`series "${name}" is gone`));
    else if (now.length !== values.length) {
      changes.push(figure(`series "${name}" has ${now.length} values, had ${values.length}`));
    } else {
      const differing = values.filter((value, index) => JSON.stringify(value) !== JSON.stringify(now[index])).length;
      if (differing > 0) changes.push(figure(`series "${name}": ${differing} of ${values.length} values differ`));
    }
  }
  for (const name of fresh.series.keys()) {
    if (!old.series.has(name)) changes.push(figure(`series "${name}" is new`));
  }
  return changes;
}

interface TableFacts {
  readonly rows: number;
  readonly columns: readonly string[];
}

function tableOf(output: Output): TableFacts | undefined {
  const html = isDisplay(output) ? output.data["text/html"] : undefined;
  const table = typeof html === "string" ? /<table[\s\S]*?<\/table>/i.exec(html)?.[0] : undefined;
  if (table === undefined) return undefined;
  const head = /<thead[\s\S]*?<\/thead>/i.exec(table)?.[0] ?? "";
  const body = table.replace(head, "");
  const columns = [...head.matchAll(/<th[^>]*>([\s\S]*?)<\/th>/gi)].map(([, text = ""]) => plain(text));
  return { rows: [...body.matchAll(/<tr[\s>]/gi)].length, columns };
}

function shapeChanges(old: TableFacts, fresh: TableFacts): readonly Change[] {
  const changes: string[] = [];
  if (old.rows !== fresh.rows) changes.push(`${fresh.rows} rows, had ${old.rows}`);
  const gone = old.columns.filter((name) => !fresh.columns.includes(name));
  const added = fresh.columns.filter((name) => !old.columns.includes(name));
  if (gone.length > 0) changes.push(`without column ${gone.map((name) => `"${name}"`).join(", ")}`);
  if (added.length > 0) changes.push(`with new column ${added.map((name) => `"${name}"`).join(", ")}`);
  return changes.map((message) => ({ kind: "table", message: `the table: ${message}` }));
}

const numberPattern = /(?<![\w.])[-+−]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?(?![\w])/gi;
const mostNumbers = 10;

/** Where two texts differ in numbers only, the numbers; otherwise the lines. */
function textChanges(old: string, fresh: string, kind: "text" | "error"): readonly Change[] {
  if (old === fresh) return [];
  if (old.replace(numberPattern, "#") === fresh.replace(numberPattern, "#")) {
    const [before, after] = [[...old.matchAll(numberPattern)], [...fresh.matchAll(numberPattern)]];
    const changes = before.flatMap((match, index): readonly Change[] => {
      const now = after[index]?.[0] ?? "";
      if (now === match[0]) return [];
      return [
        { kind: "number", message: `${labelOf(old, match.index)}${match[0]} → ${now}${shareText(match[0], now)}` },
      ];
    });
    const rest = changes.length - mostNumbers;
    return rest > 0
      ? [...changes.slice(0, mostNumbers), { kind: "number", message: `and ${rest} more numbers` }]
      : changes;
  }
  const lines = lineChanges(old, fresh);
  const count = (what: string): number => lines.filter((line) => line.kind === what).length;
  const first = lines.find((line) => line.kind === "added") ?? lines.find((line) => line.kind === "removed");
  const example = first === undefined || first.text.trim() === "" ? "" : `, first: ${short(first.text)}`;
  const added = count("added");
  return [{ kind, message: `${added} ${added === 1 ? "line" : "lines"} new, ${count("removed")} gone${example}` }];
}

/** The words before a number in its line. */
function labelOf(text: string, offset: number): string {
  const line = text
    .slice(text.lastIndexOf("\n", offset - 1) + 1, offset)
    .replace(/\s+/g, " ")
    .trimStart();
  return line.trim() === "" ? "" : `${line.length > 40 ? `…${line.slice(-39)}` : line}${/\s$/.test(line) ? "" : " "}`;
}

function shareText(before: string, after: string): string {
  const [old, fresh] = [before, after].map((text) => Number(text.replace(/,/g, "").replace("−", "-")));
  if (old === undefined || fresh === undefined || !(Math.abs(old) > 0) || !Number.isFinite(fresh)) return "";
  const share = (100 * (fresh - old)) / Math.abs(old);
  return ` (${share > 0 ? "+" : ""}${Number(share.toPrecision(2))} %)`;
}

function textOf(output: Output): string {
  if (output.output_type === "stream") return output.text;
  if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
  const { data } = output;
  const html = data["text/html"];
  const text = data["text/plain"] ?? data["text/markdown"] ?? (typeof html === "string" ? plain(html) : "");
  return typeof text === "string" ? text : JSON.stringify(text);
}

/** What has no words: pictures and unknown types. */
function binaryOf(output: Output): string {
  if (!isDisplay(output)) return "";
  const others = Object.entries(output.data).filter(([mime]) => mime !== "text/plain" && mime !== "text/html");
  return JSON.stringify(others.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isDisplay(output: Output): output is DisplayOutput {
  return output.output_type === "display_data" || output.output_type === "execute_result";
}

function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function short(text: string): string {
  const line = text.trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
