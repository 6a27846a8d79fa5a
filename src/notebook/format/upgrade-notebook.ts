import type { Json, JsonObject } from "../../core/json.js";

const mimeTypes: Readonly<Record<string, string>> = {
  text: "text/plain",
  html: "text/html",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  latex: "text/latex",
  json: "application/json",
  javascript: "application/javascript",
};

/**
 * A file of nbformat 2 or 3 (until 2014) as nbformat 4, as `nbformat.convert` of Python does: worksheets are joined,
 * headings become Markdown, outputs get mime types. What is not as expected stays, for the parser to name.
 *
 * @example upgradeNotebook({ nbformat: 3, worksheets: [{ cells: [] }] }).cells // []
 */
export function upgradeNotebook({ worksheets, nbformat: _, nbformat_minor: __, ...file }: JsonObject): JsonObject {
  const sheets = Array.isArray(worksheets) ? worksheets : [];
  const old = sheets.flatMap((sheet) => (isObject(sheet) && Array.isArray(sheet.cells) ? sheet.cells : []));
  const metadata = isObject(file.metadata) ? file.metadata : {};
  const language = old.filter(isObject).find((cell) => typeof cell.language === "string")?.language;
  return {
    ...file,
    cells: old.map((cell) => (isObject(cell) ? upgradeCell(cell) : cell)),
    metadata: language === undefined ? metadata : { language_info: { name: language }, ...metadata },
    nbformat: 4,
    nbformat_minor: 4,
  };
}

function upgradeCell(cell: JsonObject): JsonObject {
  if (cell.cell_type === "heading") {
    const { level = 1, source = "", ...others } = cell;
    const text = (Array.isArray(source) ? source.join("") : String(source)).split(/\r?\n/).join(" ");
    return { ...others, cell_type: "markdown", source: `${"#".repeat(Number(level))} ${text}` };
  }
  if (cell.cell_type === "html") return { ...cell, cell_type: "markdown" };
  if (cell.cell_type !== "code") return cell;
  const { language: _, collapsed, input = "", prompt_number: count = null, outputs = [], ...others } = cell;
  const metadata = isObject(others.metadata) ? others.metadata : {};
  return {
    ...others,
    metadata: collapsed === undefined ? metadata : { ...metadata, collapsed },
    source: input,
    execution_count: count,
    outputs: Array.isArray(outputs)
      ? outputs.map((output) => (isObject(output) ? upgradeOutput(output) : output))
      : outputs,
  };
}

function upgradeOutput(output: JsonObject): JsonObject {
  const { output_type: type, prompt_number: count = null, metadata = {}, ...others } = output;
  switch (type) {
    case "pyerr":
      return { ...output, output_type: "error" };
    case "stream": {
      const { stream = "stdout", ...stored } = output;
      return { ...stored, name: stream };
    }
    case "pyout":
      return {
        output_type: "execute_result",
        execution_count: count,
        metadata: withMimeTypes(metadata),
        data: toData(others),
      };
    case "display_data":
      return { output_type: type, metadata: withMimeTypes(metadata), data: toData(others) };
    default:
      return output;
  }
}

function toData(values: JsonObject): Json {
  const data = withMimeTypes(values);
  const json = isObject(data) ? data["application/json"] : undefined;
  if (!isObject(data) || json === undefined) return data;
  return { ...data, "application/json": parsed(Array.isArray(json) ? json.join("") : json) };
}

/** JSON was stored as a string. */
function parsed(json: Json): Json {
  try {
    return typeof json === "string" ? (JSON.parse(json) as Json) : json;
  } catch {
    return json;
  }
}

function withMimeTypes(values: Json): Json {
  if (!isObject(values)) return values;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [mimeTypes[name] ?? name, value]));
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
