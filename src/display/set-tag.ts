import { ArgumentError } from "../core/errors.js";
import { kernelDisplay } from "../host/kernel-display.js";
import { tagMime } from "../notebook/format/tag-mime.js";

/**
 * Sets a tag of this run, such as which data it used: a flow records it and shows it on its index page. Outside a
 * notebook it is printed.
 * @throws ArgumentError for an empty name
 * @example setTag("data", "sample") // undefined
 */
export function setTag(name: string, value: string): void {
  if (name === "") throw new ArgumentError("setTag: expected a name, got an empty string; name the tag");
  const text = `${name}: ${value}`;
  const display = kernelDisplay();
  if (display === undefined) process.stdout.write(`${text}\n`);
  else display({ [tagMime]: { name, value }, "text/plain": text });
}
