import type { CellDiff, NotebookDiff } from "./diff-notebooks.js";
import type { LineChange } from "./line-changes.js";

/** Names of the two notebooks, and whether to use colours. */
export interface DiffTextOptions {
  readonly before: string;
  readonly after: string;
  /** Default: false. */
  readonly color?: boolean | undefined;
}

/**
 * A difference of notebooks as lines for a terminal.
 *
 * @example console.log(diffText(diffNotebooks(before, after), { before: "old.ipynb", after: "new.ipynb" }));
 */
export function diffText(diff: NotebookDiff, { before, after, color = false }: DiffTextOptions): string {
  const paint = (text: string, code: number): string => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  const lines = diff.cells.flatMap((cell) => [
    "",
    paint(diffHeading(cell), 1),
    ...nearChanges(cell.lines).map((change) => {
      if (change === undefined) return paint("  …", 2);
      if (change.kind === "same") return paint(`  ${change.text}`, 2);
      return change.kind === "added" ? paint(`+ ${change.text}`, 32) : paint(`- ${change.text}`, 31);
    }),
    ...diffRemarks(cell).map((remark) => paint(`  ${remark}`, 33)),
  ]);
  return [`${before} → ${after}: ${diffSummary(diff)}`, ...lines].join("\n");
}

/**
 * A difference of notebooks as Markdown, for a comment on a change.
 *
 * @example const comment = diffMarkdown(diffNotebooks(before, after), { before: "old.ipynb", after: "new.ipynb" });
 */
export function diffMarkdown(diff: NotebookDiff, { before, after }: DiffTextOptions): string {
  const cells = diff.cells.flatMap((cell) => {
    const marks = { same: " ", added: "+", removed: "-" };
    const lines = nearChanges(cell.lines).map((change) => (change ? `${marks[change.kind]}${change.text}` : " …"));
    const fence = "`".repeat(Math.max(3, ...lines.map((line) => (/`{3,}/.exec(line)?.[0].length ?? 0) + 1)));
    return [
      `### ${diffHeading(cell)}`,
      ...(lines.length === 0 ? [] : [[`${fence}diff`, ...lines, fence].join("\n")]),
      ...(diffRemarks(cell).length === 0
        ? []
        : [
            diffRemarks(cell)
              .map((remark) => `- ${escaped(remark)}`)
              .join("\n"),
          ]),
    ];
  });
  return [`## ${escaped(before)} → ${escaped(after)}`, diffSummary(diff), ...cells].join("\n\n");
}

/** The number of cells that changed, by kind. */
export function diffSummary({ cells, same }: NotebookDiff): string {
  if (cells.length === 0) return "no difference";
  const kinds = ["added", "removed", "edited", "moved"] as const;
  const counts = kinds.map((kind) => `${cells.filter((cell) => cell.kind === kind).length} ${kind}`);
  const outputs = cells.filter((cell) => cell.outputs.length > 0).length;
  const pictures = cells.filter((cell) => cell.attachments.length > 0).length;
  return [
    ...counts.filter((text) => !text.startsWith("0 ")),
    ...(pictures > 0 ? [`attached pictures of ${pictures} differ`] : []),
    ...(outputs > 0 ? [`outputs of ${outputs} differ`] : []),
    `${same} the same`,
  ].join(", ");
}

/** The name of a cell and how it changed. */
export function diffHeading({ kind, before, after, cellType, moved }: CellDiff): string {
  const name = `cell-${after ?? before}${cellType === "code" ? "" : ` (${cellType})`}`;
  const was = before !== undefined && after !== undefined && before !== after ? `, was cell-${before}` : "";
  switch (kind) {
    case "edited":
      return `${name} edited${moved ? " and moved" : ""}${was}`;
    case "outputs":
      return `${name}: outputs differ${was}`;
    case "tags":
      return `${name}: tags differ${was}`;
    case "attachments":
      return `${name}: attached pictures differ${was}`;
    default:
      return `${name} ${kind}${was}`;
  }
}

/** What else changed in a cell than its source, a line each. */
export function diffRemarks({ outputs, attachments, tagsAdded, tagsRemoved }: CellDiff): readonly string[] {
  return [
    ...attachments,
    ...tagsAdded.map((tag) => `tag "${tag}" added`),
    ...tagsRemoved.map((tag) => `tag "${tag}" removed`),
    ...outputs.map(({ output, message }) => `output ${output}: ${message}`),
  ];
}

const context = 2;

/** Changed lines with two lines around them; undefined where lines are left out. */
export function nearChanges(lines: readonly LineChange[]): readonly (LineChange | undefined)[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some((line) => line.kind !== "same"),
  );
  return lines.flatMap((line, index) => {
    if (near[index]) return [line];
    return index === 0 || near[index - 1] ? [undefined] : [];
  });
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|]/g, "\\$&");
}
