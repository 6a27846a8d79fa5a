import type { MaskText } from "../masked-tracker.js";
import type { ModelNotes, ModelRegistry } from "./registry.js";

/** The registry with secrets masked in descriptions and tags that are written. */
export function maskedRegistry(registry: ModelRegistry, mask: () => MaskText): ModelRegistry {
  return {
    ...registry,
    createModel: (name, notes = {}) => registry.createModel(name, maskNotes(notes, mask())),
    register: (name, from) => registry.register(name, { ...from, ...maskNotes(from, mask()) }),
    importVersion: (name, version) => registry.importVersion(name, { ...version, ...maskNotes(version, mask()) }),
    describe: (name, notes, options) => registry.describe(name, { ...notes, ...maskNotes(notes, mask()) }, options),
  };
}

function maskNotes({ description, tags }: ModelNotes, mask: MaskText): ModelNotes {
  return {
    description: description === undefined ? undefined : mask(description),
    tags:
      tags === undefined
        ? undefined
        : Object.fromEntries(Object.entries(tags).map(([key, value]) => [mask(key), mask(value)])),
  };
}
