import { HttpProblem } from "../http-problem.js";
import type { IncomingRequest } from "../service-request.js";

const ownNames = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * Rejects requests that a page of another site makes a browser send: with a foreign `origin`, or with a `host` that is
 * not a name of this server (DNS rebinding).
 *
 * @throws HttpProblem 403
 */
export function checkOrigin(
  request: Pick<IncomingRequest, "headers" | "url">,
  {
    allowedHosts = [],
    corsOrigins = [],
  }: {
    readonly allowedHosts?: readonly string[] | "*" | undefined;
    readonly corsOrigins?: readonly string[] | undefined;
  },
): void {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  const name = host.replace(/:\d+$/, "").toLowerCase();
  if (allowedHosts !== "*" && !ownNames.test(name) && !allowedHosts.includes(name) && !allowedHosts.includes(host)) {
    throw new HttpProblem(
      403,
      `host "${host.slice(0, 200)}" is not a name of this server; allow it with --allowed-hosts`,
    );
  }
  const origin = request.headers.get("origin");
  if (origin === null || corsOrigins.includes("*") || corsOrigins.includes(origin)) return;
  if (origin.replace(/^https?:\/\//, "").toLowerCase() === host.toLowerCase()) return;
  throw new HttpProblem(403, `requests of pages of ${origin.slice(0, 200)} are not accepted; allow them with --cors`);
}
