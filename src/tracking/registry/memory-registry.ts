import type { Tracker } from "../tracker.js";
import { checkedRegistry } from "./checked-registry.js";
import type { ModelRegistry } from "./registry.js";
import type { StoredModel, StoredVersion } from "./registry-storage.js";

interface Stored {
  model: StoredModel;
  readonly versions: Map<number, StoredVersion>;
  count: number;
}

/**
 * A registry in memory; the bytes of its models are artifacts of the tracker's runs.
 *
 * @example memoryRegistry(memoryTracker()).uri // "memory:"
 */
export function memoryRegistry(
  tracker: Pick<Tracker, "run" | "readArtifact">,
  { now = () => 0 }: { readonly now?: (() => number) | undefined } = {},
): ModelRegistry {
  const all = new Map<string, Stored>();
  const get = (name: string): Stored => {
    const stored = all.get(name);
    if (stored === undefined) throw new Error(`no model ${name}`);
    return stored;
  };
  return checkedRegistry(
    {
      uri: "memory:",
      names: () => [...all.keys()].sort(),
      model: (name) => all.get(name)?.model,
      versions: (name) => [...get(name).versions.values()],
      createModel: (name, notes) => {
        if (all.has(name)) return false;
        const time = now();
        const model = { name, ...notes, aliases: {}, createdAt: time, updatedAt: time };
        all.set(name, { model, versions: new Map(), count: 0 });
        return true;
      },
      addVersion: (name, { location: _, ...fields }) => {
        const stored = get(name);
        const version = ++stored.count;
        const time = now();
        stored.versions.set(version, {
          ...fields,
          name,
          version,
          createdAt: fields.createdAt ?? time,
          updatedAt: time,
        });
        return version;
      },
      exclusively: async (work) => work(),
      writeAliases: (name, changes) => {
        const stored = get(name);
        const merged = Object.entries({ ...stored.model.aliases, ...changes });
        const aliases = Object.fromEntries(
          merged.flatMap(([alias, version]) => (version === null ? [] : [[alias, version]])),
        );
        stored.model = { ...stored.model, aliases, updatedAt: now() };
      },
      writeNotes: (name, version, { description, tags = {}, stage }) => {
        const stored = get(name);
        const target = version === undefined ? stored.model : stored.versions.get(version);
        if (target === undefined) return;
        const changes = {
          description: description ?? target.description,
          tags: { ...target.tags, ...tags },
          updatedAt: now(),
        };
        if (version === undefined) stored.model = { ...stored.model, ...changes };
        else {
          const before = target as StoredVersion;
          const moved = stage === "None" ? undefined : (stage ?? before.stage);
          stored.versions.set(version, { ...before, ...changes, stage: moved });
        }
      },
      deleteVersion: (name, version) => {
        get(name).versions.delete(version);
      },
    },
    tracker,
  );
}
