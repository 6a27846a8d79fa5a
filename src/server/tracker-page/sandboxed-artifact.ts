import { ArgumentError } from "../../core/errors.js";
import { inFolder, sendArtifact } from "../tracker/artifact-files.js";
import type { TrackerStore } from "../tracker/tracker-store.js";

/**
 * The response of an HTML artifact for a frame. It has no origin, so that it cannot reach the server or what the
 * browser stores for it; its scripts run only with `withScripts`, without network.
 */
export function sendSandboxedArtifact(
  store: TrackerStore,
  { id, path, withScripts }: { readonly id: string; readonly path: string; readonly withScripts: boolean },
): Response {
  const run = store.run(id);
  if (!run.artifactUri.startsWith("file:")) {
    throw new ArgumentError(`artifacts: those of the run are at ${run.artifactUri}, read them there`);
  }
  if (!/\.html?$/i.test(path)) throw new ArgumentError(`artifacts: "${path}" is not an HTML file; download it`);
  const response = sendArtifact(inFolder(run.path, path, store.folder.root));
  const headers = new Headers(response.headers);
  headers.set("content-type", "text/html; charset=utf-8");
  headers.delete("content-disposition");
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("content-security-policy", framePolicy(withScripts));
  return new Response(response.body, { headers });
}

function framePolicy(withScripts: boolean): string {
  return [
    withScripts ? "sandbox allow-scripts" : "sandbox",
    "default-src 'none'",
    ...(withScripts ? ["script-src 'unsafe-inline' 'unsafe-eval' blob: data:", "worker-src blob:"] : []),
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "media-src data:",
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join("; ");
}
