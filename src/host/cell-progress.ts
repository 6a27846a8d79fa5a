import { randomUUID } from "node:crypto";
import { progressMime } from "../notebook/format/progress-mime.js";
import { kernelDisplay } from "./kernel-display.js";

const pauseMs = 200;

/**
 * A function that shows the progress of the running cell as one line, which each call replaces, at most five times a
 * second; the `last` one is always shown. Undefined outside a notebook.
 */
export function cellProgress(): ((getText: () => string, last?: boolean) => void) | undefined {
  const display = kernelDisplay();
  if (display === undefined) return undefined;
  const displayId = randomUUID();
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return (getText, last = false) => {
    const now = performance.now();
    if (!last && now - shownAt < pauseMs) return;
    const text = getText();
    display({ [progressMime]: { text }, "text/plain": text }, { displayId, update: isShown });
    shownAt = now;
    isShown = true;
  };
}
