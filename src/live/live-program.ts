import type { LiveProgram } from "../notebook/html/html-live.js";
import { code, sha256 } from "./browser/live-script.ts?bundled";
import { code as style } from "./live.css?bundled";
import { payloadInFrame } from "./live-frame.js";
import { liveHtml } from "./render/live-html.js";

/**
 * What the page of a notebook needs for live pages: the script, its style and the sections of outputs; `isStill` shows
 * what they show at first, without their data.
 */
export function liveProgram({ isStill = false }: { readonly isStill?: boolean } = {}): LiveProgram {
  return {
    script: isStill ? undefined : { code, sha256 },
    style,
    toHtml(bundle, id) {
      const html = bundle["text/html"];
      const payload = typeof html === "string" ? payloadInFrame(html) : undefined;
      return payload === undefined ? undefined : liveHtml(payload, id.replace("figure", "live"), { isStill }).html;
    },
  };
}
