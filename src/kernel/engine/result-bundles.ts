import { inspect } from "node:util";
import type { Json } from "../../core/json.js";
import type { MimeBundle } from "../../notebook/format/notebook.js";

const maxText = 1_000_000;
const jupyterDisplay = Symbol.for("Jupyter.display");

/**
 * The value of a cell in several mime types, by the rules of `show`. A value may bring its own forms, by a method
 * `Symbol.for("Jupyter.display")`, `toHTML` or `_repr_html_`. Text of more than a million characters is cut.
 */
export async function resultBundles(value: unknown): Promise<readonly MimeBundle[]> {
  if (value === undefined) return [];
  try {
    if (value === null || (typeof value !== "object" && typeof value !== "function")) return [textBundle(value)];
    const { mimeBundles } = await import("../../display/mime-bundle.js");
    const own = ownBundle(value);
    const bundles = mimeBundles(value);
    const isText = bundles.every((bundle) => Object.keys(bundle).join() === "text/plain");
    return (isText && own !== undefined ? [own] : bundles).map(cutText);
  } catch (failure) {
    return [{ "text/plain": `a value that cannot be shown: ${messageFrom(failure)}` }];
  }
}

function textBundle(value: unknown): MimeBundle {
  return cutText({ "text/plain": typeof value === "string" ? value : inspect(value) });
}

/** The forms that a value brings along. */
function ownBundle(value: object): MimeBundle | undefined {
  const methods = value as Record<PropertyKey, unknown>;
  if (typeof methods[jupyterDisplay] === "function") return methods[jupyterDisplay]() as MimeBundle;
  const html = [methods.toHTML, methods._repr_html_].find((method) => typeof method === "function");
  if (typeof html !== "function") return undefined;
  return { "text/html": String(html.call(value)), "text/plain": inspect(value) };
}

function cutText(bundle: MimeBundle): MimeBundle {
  const text: Json | undefined = bundle["text/plain"];
  if (typeof text !== "string" || text.length <= maxText) return bundle;
  const rest = `\n[left out: ${text.length - maxText} more characters]`;
  return { ...bundle, "text/plain": text.slice(0, maxText) + rest };
}

function messageFrom(failure: unknown): string {
  try {
    return String((failure as Error).message);
  } catch {
    return "unknown reason";
  }
}
