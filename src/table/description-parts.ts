import type { ColumnDescription, FrameDescription } from "./describe.js";

/** A description as parts of a page's section: what looks wrong, and a table of the columns. */
export type DescriptionPart =
  | { readonly kind: "callout"; readonly tone: "warning"; readonly title: string; readonly markdown: string }
  | { readonly kind: "table"; readonly table: DescriptionTable };

/** A table as data, as `tableHtml` takes it. */
export interface DescriptionTable {
  readonly columns: readonly (string | { readonly name: string; readonly align: "left" | "right" })[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly caption: string;
}

const bars = "▁▂▃▄▅▆▇█";

/** The parts of a page that show a description: `renderPage({ title, sections: [{ heading, body: descriptionParts(describe(frame)) }] })`. */
export function descriptionParts(description: FrameDescription): readonly DescriptionPart[] {
  const { remarks, columns, rowCount } = description;
  const callout: DescriptionPart = {
    kind: "callout",
    tone: "warning",
    title: "Worth a look",
    markdown: remarks.map((remark) => `- ${escaped(remark)}`).join("\n"),
  };
  const table: DescriptionTable = {
    columns: ["column", "type", "missing", "distinct", "least", "median", "greatest", "distribution"],
    rows: columns.map((column) => rowOfColumn(column)),
    caption: `${rowCount} rows x ${columns.length} columns`,
  };
  return [...(remarks.length === 0 ? [] : [callout]), { kind: "table", table }];
}

function rowOfColumn({
  name,
  dtype,
  missing,
  distinct,
  numbers,
  frequent = [],
}: ColumnDescription): (string | number | null)[] {
  const head = [name, dtype, missing, distinct];
  if (numbers === undefined) {
    const shown = frequent.slice(0, 3).map(({ value, count }) => `${shortened(value)} (${count})`);
    return [...head, null, null, null, shown.join(", ")];
  }
  const { quantiles, counts } = numbers;
  const figures = [quantiles[0], quantiles[3], quantiles[6]];
  const isTime = dtype === "Datetime" || dtype === "Date";
  const shown = isTime
    ? figures.map((value) => new Date(value).toISOString().slice(0, 10))
    : figures.map((value) => Number(value.toPrecision(6)));
  return [...head, ...shown, barsOf(counts)];
}

/** At most sixteen bars, neighbours added up. */
function barsOf(counts: Float64Array): string {
  const width = Math.ceil(counts.length / 16);
  const sums: number[] = [];
  for (let start = 0; start < counts.length; start += width) {
    sums.push(counts.subarray(start, start + width).reduce((total, count) => total + count, 0));
  }
  const most = Math.max(...sums, 1);
  return sums.map((sum) => (sum === 0 ? " " : bars[Math.min(7, Math.floor((sum / most) * 8))])).join("");
}

function shortened(value: string): string {
  const letters = [...value.replaceAll(/\s+/g, " ")];
  return letters.length > 24 ? `${letters.slice(0, 21).join("")}...` : letters.join("");
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|]/g, "\\$&");
}
