import { ArgumentError } from "../core/errors.js";
import { redactUrl } from "./redact-url.js";

/**
 * Throws when a URL contains a user name and password, which would appear in logs.
 *
 * @throws ArgumentError that shows the URL without them.
 */
export function checkNoCredentials(url: string, caller: string): void {
  if (redactUrl(url) === url.replace(/[?#].*$/s, "")) return;
  throw new ArgumentError(`${caller}: the URL ${redactUrl(url)} contains a name and password; send them as a header`);
}
