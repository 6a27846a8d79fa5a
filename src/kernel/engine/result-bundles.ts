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
    const own = await ownBundle(value);
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
async function ownBundle(value: object): Promise<MimeBundle | undefined> {
  const methods = value as Record<PropertyKey, unknown>;
  if (typeof methods[jupyterDisplay] === "function") return checkBundle(await methods[jupyterDisplay]());
  const html = [methods.toHTML, methods._repr_html_].find((method) => typeof method === "function");
  if (typeof html !== "function") return undefined;
  return { "text/html": String(html.call(value)), "text/plain": inspect(value) };
}

/** The bundle, if a notebook can have it: JSON, with strings for all types but those of JSON. */
function checkBundle(bundle: unknown): MimeBundle {
  const refuse = (what: string, value: unknown): never => {
    throw new TypeError(`Symbol.for("Jupyter.display"): expected ${what}, got ${inspect(value)}`);
  };
  if (typeof bundle !== "object" || bundle === null) return refuse("an object with mime types as keys", bundle);
  const copy = JSON.parse(JSON.stringify(bundle)) as MimeBundle;
  for (const [type, value] of Object.entries(copy)) {
    if (typeof value !== "string" && !/[/+]json$/.test(type)) refuse(`a string of ${type}`, value);
  }
  return copy;
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
