/** What a page lacks of its notebook (formats 3 and 4) although the cell on the page does not say that something is left out. */
export function missingFromPage(notebookText, page) {
  const notebook = JSON.parse(notebookText);
  const cells = notebook.cells ?? (notebook.worksheets ?? []).flatMap((sheet) => sheet.cells ?? []);
  return cells.flatMap((cell, index) => {
    const tags = [cell.metadata?.tags ?? []].flat().join(" ");
    if (/remove-|test/.test(tags)) return [];
    // The first heading is the page's title.
    const html = `${/<h1\b[\s\S]*?<\/h1>/.exec(page)?.[0] ?? ""}${cellSection(page, index + 1)}`;
    const visible = squeeze(pageText(html));
    const isSaid = /class="label left-out"|left out; they are in the notebook|not included|picture on the web/.test(
      html,
    );
    const source = joined(cell.source ?? cell.input);
    const lost =
      cell.cell_type === "code"
        ? lostLines(source, visible)
        : lostWords(source, cell.cell_type, squeeze(decoded(html)) + visible);
    const outputs = (cell.outputs ?? []).flatMap((output) => lostLines(printedText(output), visible));
    const pictures = (cell.outputs ?? []).filter(isPicture).length;
    const drawn = html.match(/src="data:image\//g)?.length ?? 0;
    const found = [
      ...(lost.length === 0 || (isSaid && cell.cell_type === "raw") ? [] : [lost.slice(0, 3).join(" … ")]),
      ...(outputs.length === 0 || isSaid ? [] : [`output ${outputs.slice(0, 3).join(" … ")}`]),
      ...(drawn >= pictures || isSaid ? [] : [`${pictures} pictures, ${drawn} on the page`]),
    ];
    return found.map((what) => `cell ${index + 1} (${cell.cell_type}): ${what}`);
  });
}

function cellSection(page, number) {
  const start = page.indexOf(`id="cell_${number}"`);
  if (start < 0) return "";
  const next = page.slice(start + 1).search(/<div class="cell \w+-cell" id="cell_\d+">/);
  return `<div ${page.slice(start, next < 0 ? undefined : start + 1 + next)}`;
}

const joined = (value) => (Array.isArray(value) ? value.join("") : String(value ?? ""));
const squeeze = (text) => text.replace(/[\s\u00ad\u200b]+/g, "");

function isPicture({ data = {}, png, jpeg }) {
  const isBetter = ["text/html", "application/vnd.plotly.v1+json", "image/svg+xml"].some((mime) => mime in data);
  return png !== undefined || jpeg !== undefined || (!isBetter && ("image/png" in data || "image/jpeg" in data));
}

/** The text that a person sees of an output, when it is text. */
function printedText(output) {
  const data = output.data ?? {};
  const isRich = Object.keys(output.data ?? output).some((name) =>
    /html|svg|png|jpe?g|latex|javascript|json|vnd|pdf|markdown|gif/.test(name),
  );
  const text =
    output.output_type === "error" || output.output_type === "pyerr"
      ? output.evalue
      : (output.text ?? (isRich ? "" : data["text/plain"]));
  return isRich
    ? ""
    : joined(text)
        .replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "")
        .replace(/^.*\r(?!\n)/gm, "")
        .replace(/.\x08/g, "");
}

function lostLines(text, visible) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && line.length < 2_000 && !visible.includes(squeeze(line)))
    .map((line) => line.slice(0, 100));
}

/** Words of prose; formulas, addresses and markup are not words. */
function lostWords(source, type, visible) {
  const prose =
    type === "raw"
      ? source
      : source
          .replace(
            /\$\$[\s\S]*?\$\$|\$[^$\n]*\$|\\begin\{[\s\S]*?\\end\{[^}]*\}|\\\[[\s\S]*?\\\]|\\\([\s\S]*?\\\)/g,
            " ",
          )
          .replace(/<(style|script|svg|iframe|object)[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>/g, " ")
          .replace(/\]\([^)]*\)|\]\[[^\]]*\]|^\s*\[[^\]]*\]:.*$|https?:\/\/\S+|&\w+;|^```.*$/gm, " ");
  const words = new Set(prose.match(/\p{L}{4,}/gu) ?? []);
  return [...words].filter((word) => !visible.includes(word));
}

function pageText(page) {
  return decoded(page.replace(/<(style|script)\b[\s\S]*?<\/\1>/g, "").replace(/<[^>]*>/g, ""));
}

function decoded(html) {
  return html
    .replace(/&#x([0-9a-f]+);/gi, (_, digits) => String.fromCodePoint(Number.parseInt(digits, 16)))
    .replace(/&#(\d+);/g, (_, digits) => String.fromCodePoint(Number(digits)))
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&nbsp;/g, " ")
    .replace(/&amp;/g, "&");
}
