import { FormatError } from "../../core/errors.js";
import type { JsonObject } from "../../core/json.js";
import type { Cell, Notebook } from "../../notebook/format/notebook.js";
import { serializeNotebook } from "../../notebook/format/serialize-notebook.js";

/** What a template is filled with. */
export interface TemplateValues {
  /** Replaces `{{name}}`. */
  readonly values: Readonly<Record<string, string>>;
  /** Cells with a condition such as `? time,labels` are in the notebook where all of these are set. */
  readonly flags: ReadonlySet<string>;
  /** Cells that several templates share, by the name of `%% include name`. */
  readonly parts: Readonly<Record<string, string>>;
}

interface TemplateCell {
  readonly type: "markdown" | "code";
  readonly tags: readonly string[];
  readonly source: string;
}

const head = /^%% (markdown|code|include)(?: (\[[^\]]*\]|[\w-]+))?(?: \? ([\w,]+))?$/;

/** `text` with `{{name}}` replaced by the value of that name. */
export function fillTemplate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new FormatError(`init: the template has no value "${name}"; report it as a bug`);
    return value;
  });
}

/**
 * The notebook that a template describes: cells begin with `%% code ["tag"] ? condition`. `{{imports}}` becomes the
 * import of every public function that a cell calls.
 */
export function renderTemplate(text: string, settings: TemplateValues): string {
  const cells = templateCells(text, settings).map((cell) => ({
    ...cell,
    source: fillTemplate(cell.source, { ...settings.values, imports: "{{imports}}" }),
  }));
  const code = cells.flatMap(({ type, source }) => (type === "code" ? [source] : [])).join("\n");
  const notebook: Notebook = {
    cells: cells.map(({ type, tags, source }, index) =>
      toCell(type, tags, index, source.replace("{{imports}}", importLine(code))),
    ),
    metadata: { kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return serializeNotebook(notebook);
}

function templateCells(text: string, settings: TemplateValues): readonly TemplateCell[] {
  const cells: TemplateCell[] = [];
  for (const block of text.split(/^(?=%% )/m)) {
    const [first = "", ...lines] = block.split("\n");
    const match = head.exec(first);
    if (match === null) throw new FormatError(`init: invalid line "${first}" in a template; report it as a bug`);
    const [, type, argument = "[]", condition] = match;
    if (condition !== undefined && !condition.split(",").every((flag) => settings.flags.has(flag))) continue;
    if (type === "include") cells.push(...templateCells(settings.parts[argument] ?? "", settings));
    else {
      const source = lines.join("\n").trim();
      cells.push({ type: type === "code" ? "code" : "markdown", tags: JSON.parse(argument) as string[], source });
    }
  }
  return cells;
}

function toCell(type: TemplateCell["type"], tags: readonly string[], index: number, source: string): Cell {
  const id = `cell-${index + 1}`;
  const metadata: JsonObject = tags.length === 0 ? {} : { tags };
  return type === "markdown"
    ? { cell_type: "markdown", id, metadata, source }
    : { cell_type: "code", id, metadata, source, execution_count: null, outputs: [] };
}

const importable = (
  "barFigure calendarParts columnCorrelations dataDictionary datasetDrift describe driftPage evaluate gradientBoosting groupMean " +
  "histogramFigure importanceFigure integer lineFigure loadModel mean meanModel metric monitor openRegistry openTracker " +
  "parameterImportanceFigure pipeline randomSource randomSplit readTable real renderPage repeatColumn " +
  "searchHistoryFigure select show stratifiedSplit timeSplit tune withRun"
).split(" ");

/** The imports of the public functions that the code calls, in lines of at most 120 columns. */
function importLine(code: string): string {
  const isCalled = (name: string): boolean => new RegExp(`(?<![.\\w])${name}\\(`).test(code);
  const imports = (names: readonly string[], from: string): readonly string[] => {
    const called = names.filter(isCalled);
    if (called.length === 0) return [];
    const line = `import { ${called.join(", ")} } from "${from}";`;
    if (line.length <= 120) return [line];
    const rows: string[] = [];
    for (const name of called) {
      const last = rows.at(-1);
      if (last === undefined || `${last} ${name},`.length > 110) rows.push(`  ${name},`);
      else rows[rows.length - 1] = `${last} ${name},`;
    }
    return ["import {", ...rows, `} from "${from}";`];
  };
  return [...imports(importable, "cuaderno"), ...imports(["toXY"], "cuaderno/table")].join("\n");
}
