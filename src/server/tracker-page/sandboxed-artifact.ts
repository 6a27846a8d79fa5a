import { ArgumentError } from "../../core/errors.js";
import { ownedArtifacts } from "../tracker/owned-artifacts.js";
import type { TrackerStore } from "../tracker/tracker-store.js";
import { artifactPage, isRenderedFile } from "./artifact-page.js";

/**
 * The response of an HTML artifact, a notebook or Markdown for a frame. It has no origin, so that it cannot reach the
 * server or what the browser stores for it; its scripts run only with `withScripts`, without network.
 */
export async function sendSandboxedArtifact(
  store: TrackerStore,
  { id, path, withScripts }: { readonly id: string; readonly path: string; readonly withScripts: boolean },
): Promise<Response> {
  const artifacts = ownedArtifacts(store.folder, store.run(id));
  const isRendered = isRenderedFile(path);
  if (!isRendered && !/\.html?$/i.test(path)) {
    throw new ArgumentError(`artifacts: "${path}" is neither HTML nor a notebook nor Markdown; download it`);
  }
  const response = await artifacts.send(path);
  const headers = new Headers(response.headers);
  headers.set("content-type", "text/html; charset=utf-8");
  headers.delete("content-disposition");
  headers.delete("content-length");
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("content-security-policy", framePolicy(withScripts));
  if (!isRendered) return new Response(response.body, { headers });
  await response.body?.cancel();
  const page = await artifactPage(await artifacts.readText(path), path, { withFigures: withScripts });
  return new Response(page, { headers });
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
