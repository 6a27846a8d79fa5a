import { ArgumentError } from "../core/errors.js";
import type { LoggedModels, ParamValue, Run, StartRunOptions, Tracker } from "./tracker.js";

/** Masks the secrets in a string. */
export type MaskText = (text: string) => string;

/**
 * The tracker with secrets masked in everything that is written: names, parameters, tags, inputs, artifacts. A binary
 * artifact with a secret is an error, because masking would damage it. `mask` is called at each write, as secrets may
 * become known late.
 */
export function maskedTracker(tracker: Tracker, mask: () => MaskText): Tracker {
  return {
    ...tracker,
    loggedModels: tracker.loggedModels === undefined ? undefined : maskedModels(tracker.loggedModels, mask),
    startRun: async (options = {}) => maskedRun(await tracker.startRun(maskStart(options, mask())), mask),
    openRun: async (id) => maskedRun(await tracker.openRun(id), mask),
  };
}

function maskedModels(models: LoggedModels, mask: () => MaskText): LoggedModels {
  return {
    ...models,
    create: (model) => {
      const hide = mask();
      const { name, params, tags } = model;
      return models.create({
        ...model,
        name: hide(name),
        params: maskValues(params, hide),
        tags: maskValues(tags, hide),
      });
    },
    setTags: (model, tags) => models.setTags(model, maskValues(tags, mask())),
    writeArtifact: (model, path, bytes) => {
      const hide = mask();
      return models.writeArtifact(model, hide(path), maskBytes(hide(path), bytes, hide));
    },
  };
}

function maskStart(options: StartRunOptions, mask: MaskText): StartRunOptions {
  const { name, experiment, tags } = options;
  return {
    ...options,
    name: name === undefined ? undefined : mask(name),
    experiment: experiment === undefined ? undefined : mask(experiment),
    tags: tags === undefined ? undefined : maskValues(tags, mask),
  };
}

function maskedRun(run: Run, mask: () => MaskText): Run {
  // Metrics are logged often, and searching for secrets is slow.
  const atStart = mask();
  return {
    ...run,
    logParams: async (params) => {
      const hide = mask();
      const entries = Object.entries(params);
      await run.logParams(Object.fromEntries(entries.map(([key, value]) => [hide(key), maskValue(value, hide)])));
    },
    logMetrics: async (metrics, options) => {
      const entries = Object.entries(metrics);
      await run.logMetrics(Object.fromEntries(entries.map(([key, value]) => [atStart(key), value])), options);
    },
    logMetricHistory: async (key, points) => run.logMetricHistory(atStart(key), points),
    setTags: async (tags) => run.setTags(maskValues(tags, mask())),
    logArtifact: async (path, content) => {
      const hide = mask();
      const shown = hide(path);
      await run.logArtifact(shown, typeof content === "string" ? hide(content) : maskBytes(shown, content, hide));
    },
    logInput: async (input) => {
      const hide = mask();
      const { name, source, context } = input;
      const shown = context === undefined ? {} : { context: hide(context) };
      await run.logInput({ ...input, name: hide(name), source: hide(source), ...shown });
    },
  };
}

/** Tags that are not strings are rejected by the run. */
function maskValues(values: Readonly<Record<string, string>>, mask: MaskText): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, text]) => [mask(key), typeof text === "string" ? mask(text) : text]),
  );
}

function maskValue(value: ParamValue, mask: MaskText): ParamValue {
  const text = String(value);
  const shown = mask(text);
  return shown === text ? value : shown;
}

const windowBytes = 1 << 26;
const overlapBytes = 1 << 16;

function maskBytes(path: string, bytes: Uint8Array, mask: MaskText): Uint8Array {
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
      `logArtifact: "${path}" is binary and has the value of a secret, which cannot be masked; remove the secret`,
      { cause },
    );
  }
}
