import { createRequire } from "node:module";
import { errorMessage } from "../../core/error-message.js";
import { FormatError } from "../../core/errors.js";
import { type Meta, type MetaValue, parseSimpleMeta, plainScalar } from "./parse-simple-meta.js";

export type { Meta, MetaValue };

/**
 * Fields of a `meta.yaml`, read as YAML 1.1; `path` is for errors. The simple form that trackers write is read line by
 * line, any other form by the full parser.
 *
 * @example parseMeta("name: 1e3\nstatus: 3\n", "meta.yaml") // { name: "1e3", status: 3 }
 */
export function parseMeta(text: string, path: string): Meta {
  if (text.trim() === "")
    throw new FormatError(`parseMeta: ${path} is empty; restore the file, or delete the folder of its run`);
  return parseSimpleMeta(text) ?? parseFully(text, path);
}

function parseFully(text: string, path: string): Meta {
  const yaml = createRequire(import.meta.url)("yaml") as typeof import("yaml");
  const document = yaml.parseDocument(text, { schema: "failsafe", version: "1.1", logLevel: "error" });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new FormatError(`parseMeta: ${path} is not valid YAML: ${errorMessage(error)}; fix the syntax there`, {
      cause: error,
    });
  }
  yaml.visit(document, {
    Scalar: (position, node) => {
      if (node.type === "PLAIN" && position !== "key") node.value = plainScalar(node.source ?? "");
    },
  });
  const meta: unknown = document.toJS();
  if (meta === null || typeof meta !== "object" || Array.isArray(meta)) {
    throw new FormatError(
      `parseMeta: ${path}: expected fields, each a line "key: value"; restore the file from a copy`,
    );
  }
  return meta as Meta;
}
