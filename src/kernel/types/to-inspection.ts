import type { Inspection } from "../engine/type-service.js";

interface Hover {
  readonly contents: { readonly value: string };
}

interface SignatureHelp {
  readonly signatures: readonly {
    readonly label: string;
    readonly documentation?: { readonly value: string } | undefined;
    readonly parameters?: readonly { readonly label: string }[] | undefined;
    readonly activeParameter?: number | undefined;
  }[];
  readonly activeSignature?: number | undefined;
}

/**
 * What is known of the code at an offset: of the name there, else of the function whose arguments are being written,
 * with the parameter in question, else of the name before.
 */
export async function describeCode(
  code: string,
  offset: number,
  request: (method: string, offset: number) => Promise<unknown>,
): Promise<Inspection | undefined> {
  const isInName = /[\p{ID_Continue}$]$/u.test(code.slice(0, offset)) || /^[\p{ID_Start}$_]/u.test(code.slice(offset));
  const own = isInName ? ((await request("hover", offset)) as Hover | undefined) : undefined;
  // An unknown name has the type any.
  if (own !== undefined && !/^```typescript\nany\n```/.test(own.contents.value)) return toInspection(hoverText(own));
  const help = (await request("signatureHelp", offset)) as SignatureHelp | undefined;
  if (help !== undefined && help.signatures.length > 0) return toInspection(signatureText(help));
  const before = code.slice(0, offset).replace(/[^\p{ID_Continue}$]+$/u, "").length;
  if (isInName || before === 0) return undefined;
  const earlier = (await request("hover", before)) as Hover | undefined;
  return earlier && toInspection(hoverText(earlier));
}

/** The text of a hover without what only modules of cells have: aliases, and where they are imported from. */
function hoverText({ contents: { value } }: Hover): string {
  return value
    .replace(/\(alias\) /g, "")
    .replace(/\n(?:import|export) (?:\{[^}\n]*\}|[\w$ ]+)(?= *\n```)/g, "")
    .replace(/\$cell_/g, "");
}

function signatureText({ signatures, activeSignature = 0 }: SignatureHelp): string {
  const shown = signatures[activeSignature] ?? signatures[0];
  const parameter = shown?.parameters?.[shown.activeParameter ?? 0]?.label;
  const labels = [shown, ...signatures.filter((signature) => signature !== shown)].map((one) => one?.label);
  const code = `\`\`\`typescript\n${labels.join("\n")}\n\`\`\``;
  const current = parameter === undefined ? "" : `\n\nParameter \`${parameter}\``;
  const documentation = shown?.documentation?.value;
  return `${code}${current}${documentation === undefined ? "" : `\n\n${documentation}`}`;
}

function toInspection(markdown: string): Inspection {
  const plain = markdown.replace(/^```\w*\n?/gm, "").replace(/\*@(\w+)\*/g, "@$1");
  return { data: { "text/markdown": markdown, "text/plain": plain.trim() } };
}
