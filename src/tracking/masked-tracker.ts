import { ArgumentError } from "../core/errors.js";
import type { ParamValue, Run, StartRunOptions, Tracker } from "./tracker.js";

/** Takes secrets out of a text. */
export type MaskText = (text: string) => string;

/**
 * The same tracker, with secrets masked in whatever is written through it: names, parameters, tags, inputs, artifacts. An artifact that is no text and
 * holds a secret is refused, because a change would break it. `mask` is asked for at each write, as secrets may become known late.
 */
export function maskedTracker(tracker: Tracker, mask: () => MaskText): Tracker {
  return {
    ...tracker,
    startRun: async (options = {}) => maskedRun(await tracker.startRun(maskedStart(options, mask())), mask),
  };
}

function maskedStart(options: StartRunOptions, mask: MaskText): StartRunOptions {
  const { name, experiment, tags } = options;
  return {
    ...options,
    ...(name === undefined ? {} : { name: mask(name) }),
    ...(experiment === undefined ? {} : { experiment: mask(experiment) }),
    ...(tags === undefined ? {} : { tags: maskedTexts(tags, mask) }),
  };
}

function maskedRun(run: Run, mask: () => MaskText): Run {
  // Metrics are logged often, and it takes long to look for secrets.
  const atStart = mask();
  return {
    ...run,
    logParams: async (params) => {
      const own = mask();
      const entries = Object.entries(params);
      await run.logParams(Object.fromEntries(entries.map(([key, value]) => [own(key), maskedValue(value, own)])));
    },
    logMetrics: async (metrics, options) => {
      const entries = Object.entries(metrics);
      await run.logMetrics(Object.fromEntries(entries.map(([key, value]) => [atStart(key), value])), options);
    },
    logMetricHistory: async (key, points) => run.logMetricHistory(atStart(key), points),
    setTags: async (tags) => run.setTags(maskedTexts(tags, mask())),
    logArtifact: async (path, content) => {
      const own = mask();
      const shown = own(path);
      await run.logArtifact(shown, typeof content === "string" ? own(content) : maskedBytes(shown, content, own));
    },
    logInput: async (input) => {
      const own = mask();
      const { name, source, context } = input;
      const shown = context === undefined ? {} : { context: own(context) };
      await run.logInput({ ...input, name: own(name), source: own(source), ...shown });
    },
  };
}

/** Tags that are no texts are left to the run to refuse. */
function maskedTexts(texts: Readonly<Record<string, string>>, mask: MaskText): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [mask(key), typeof text === "string" ? mask(text) : text]),
  );
}

function maskedValue(value: ParamValue, mask: MaskText): ParamValue {
  const text = String(value);
  const shown = mask(text);
  return shown === text ? value : shown;
}

const windowBytes = 1 << 26;
const overlapBytes = 1 << 16;

function maskedBytes(path: string, bytes: Uint8Array, mask: MaskText): Uint8Array {
  const isClean = (start: number): boolean => {
    const text = new TextDecoder().decode(bytes.subarray(start, start + windowBytes + overlapBytes));
    return mask(text) === text;
  };
  let start = 0;
  while (start < bytes.length && isClean(start)) start += windowBytes;
  if (start >= bytes.length) return bytes;
  try {
    return new TextEncoder().encode(mask(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)));
  } catch (cause) {
    throw new ArgumentError(
      `logArtifact: "${path}" holds the value of a secret and is no text, so that it cannot be masked; leave the secret out`,
      { cause },
    );
  }
}
