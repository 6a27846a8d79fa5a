/** An HCL expression, written as it is. */
export class HclExpression {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An expression such as `var.name`. */
export function expression(text: string): HclExpression {
  return new HclExpression(text);
}

export type HclValue =
  | string
  | number
  | boolean
  | HclExpression
  | readonly HclValue[]
  | { readonly [name: string]: HclValue };

/** A reference inside of a string: `\${aws_s3_bucket.data.arn}`. */
export function reference(path: string): string {
  return `\${${path}}`;
}

/** An object as an HCL expression, on several lines. */
export function hclObject(value: HclValue): string {
  return renderValue(value, "  ");
}

/** A block: `resource "aws_s3_bucket" "data" { … }`, with attributes and then inner blocks. */
export interface HclBlock {
  readonly head: readonly string[];
  /** Comment lines before the block. */
  readonly comment?: string;
  readonly attributes: { readonly [name: string]: HclValue };
  readonly blocks?: readonly HclBlock[];
}

/** Blocks as the text of a `.tf` file. */
export function renderHcl(blocks: readonly HclBlock[]): string {
  return `${blocks.map((block) => renderBlock(block, "")).join("\n\n")}\n`;
}

function renderBlock({ head, comment, attributes, blocks = [] }: HclBlock, indent: string): string {
  const [type, ...labels] = head;
  const inner = `${indent}  `;
  const lines = renderAttributes(attributes, inner);
  const nested = blocks.map((block) => renderBlock(block, inner));
  const body = [...(lines === "" ? [] : [lines]), ...nested].join("\n\n");
  const title = [type, ...labels.map((label) => JSON.stringify(label))].join(" ");
  const remark = comment === undefined ? "" : `${indent}# ${comment}\n`;
  return body === "" ? `${remark}${indent}${title} {}` : `${remark}${indent}${title} {\n${body}\n${indent}}`;
}

/** Aligned equals signs within runs of attributes on one line. */
function renderAttributes(attributes: { readonly [name: string]: HclValue }, indent: string): string {
  const rendered = Object.entries(attributes).map(([name, value]) => ({ name, text: renderValue(value, indent) }));
  const lines: string[] = [];
  for (let start = 0; start < rendered.length; ) {
    let end = start;
    while (end < rendered.length && !rendered[end]?.text.includes("\n")) end += 1;
    const run = rendered.slice(start, Math.max(end, start + 1));
    const width = Math.max(...run.map(({ name }) => name.length));
    for (const { name, text } of run) lines.push(`${indent}${name.padEnd(width)} = ${text}`);
    start = Math.max(end, start + 1);
  }
  return lines.join("\n");
}

function renderValue(value: HclValue, indent: string): string {
  if (value instanceof HclExpression) return value.text;
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object") return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const parts = (value as readonly HclValue[]).map((part) => renderValue(part, inner));
    const line = `[${parts.join(", ")}]`;
    if (!line.includes("\n") && line.length + indent.length <= 80) return line;
    return `[\n${parts.map((part) => `${inner}${part},`).join("\n")}\n${indent}]`;
  }
  const entries = Object.entries(value as { readonly [name: string]: HclValue });
  if (entries.length === 0) return "{}";
  const keyed = Object.fromEntries(
    entries.map(([name, part]) => [/^[A-Za-z_][\w-]*$/.test(name) ? name : JSON.stringify(name), part]),
  );
  return `{\n${renderAttributes(keyed, inner)}\n${indent}}`;
}

/** A string; `${…}` in it is a template, as in HCL. */
function quote(text: string): string {
  return JSON.stringify(text);
}
