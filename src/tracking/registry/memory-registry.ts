import type { Tracker } from "../tracker.js";
import { checkedRegistry, type StoredModel, type StoredVersion } from "./checked-registry.js";
import type { ModelRegistry } from "./registry.js";

interface Kept {
  model: StoredModel;
  readonly versions: Map<number, StoredVersion>;
  count: number;
}

/**
 * A registry that keeps models for as long as the program lives; their bytes stay with the tracker's runs.
 *
 * @example memoryRegistry(memoryTracker()).uri // "memory:"
 */
export function memoryRegistry(
  tracker: Pick<Tracker, "run" | "readArtifact">,
  { now = () => 0 }: { readonly now?: () => number } = {},
): ModelRegistry {
  const all = new Map<string, Kept>();
  const own = (name: string): Kept => {
    const kept = all.get(name);
    if (kept === undefined) throw new Error(`no model ${name}`);
    return kept;
  };
  return checkedRegistry(
    {
      uri: "memory:",
      names: () => [...all.keys()].sort(),
      model: (name) => all.get(name)?.model,
      versions: (name) => [...own(name).versions.values()],
      createModel: (name, notes) => {
        if (all.has(name)) return false;
        const time = now();
        const model = { name, ...notes, aliases: {}, createdAt: time, updatedAt: time };
        all.set(name, { model, versions: new Map(), count: 0 });
        return true;
      },
      addVersion: (name, fields) => {
        const kept = own(name);
        const version = ++kept.count;
        const time = now();
        kept.versions.set(version, { ...fields, name, version, createdAt: time, updatedAt: time });
        return version;
      },
      exclusively: async (work) => work(),
      writeAliases: (name, changes) => {
        const kept = own(name);
        const merged = Object.entries({ ...kept.model.aliases, ...changes });
        const aliases = Object.fromEntries(
          merged.flatMap(([alias, version]) => (version === null ? [] : [[alias, version]])),
        );
        kept.model = { ...kept.model, aliases, updatedAt: now() };
      },
      writeNotes: (name, version, { description, tags = {} }) => {
        const kept = own(name);
        const target = version === undefined ? kept.model : kept.versions.get(version);
        if (target === undefined) return;
        const changes = {
          description: description ?? target.description,
          tags: { ...target.tags, ...tags },
          updatedAt: now(),
        };
        if (version === undefined) kept.model = { ...kept.model, ...changes };
        else kept.versions.set(version, { ...(target as StoredVersion), ...changes });
      },
      deleteVersion: (name, version) => {
        own(name).versions.delete(version);
      },
    },
    tracker,
  );
}
