import { ArgumentError, NotFoundError } from "../../core/errors.js";
import { checkedRegistry } from "../registry/checked-registry.js";
import { loggedModelId } from "../registry/parse-model-uri.js";
import { artifactTag, artifactTags, createdTag, hashTag, toPathInRun } from "../registry/read-registry.js";
import type { ModelRegistry } from "../registry/registry.js";
import type { StoredModel, StoredVersion } from "../registry/registry-storage.js";
import type { Tracker } from "../tracker.js";
import { type MlflowConnection, type MlflowJson, readPages } from "./mlflow-connection.js";
import { toObjects, toValues } from "./run-from-json.js";

const models = "/api/2.0/mlflow/registered-models";
const versions = "/api/2.0/mlflow/model-versions";

/**
 * A model registry on an MLflow server. Servers have no locks: of two processes that change an alias at the same time,
 * with `expected`, both may succeed.
 */
export function restRegistry(server: MlflowConnection, tracker: Pick<Tracker, "run" | "readArtifact">): ModelRegistry {
  const getModel = async (name: string): Promise<MlflowJson | undefined> => {
    try {
      return (await server.get(`${models}/get`, { name }, "model")).registered_model as MlflowJson;
    } catch (thrown) {
      if (thrown instanceof NotFoundError) return undefined;
      throw thrown;
    }
  };
  return checkedRegistry(
    {
      uri: server.uri,
      names: async () => {
        const found = await readPages<MlflowJson>(
          (token) => server.get(`${models}/search`, { max_results: "1000", page_token: token }, "models"),
          "registered_models",
        );
        return found.map(({ name }) => String(name)).sort();
      },
      model: async (name) => {
        const model = await getModel(name);
        return model === undefined ? undefined : toStoredModel(model);
      },
      versions: async (name) => {
        const filter = `name='${name.replaceAll("'", "''")}'`;
        const found = await readPages<MlflowJson>(
          (token) => server.get(`${versions}/search`, { filter, max_results: "10000", page_token: token }, "versions"),
          "model_versions",
        );
        return found.map(toStoredVersion).sort((a, b) => a.version - b.version);
      },
      createModel: async (name, { description, tags }) => {
        try {
          await server.send("POST", `${models}/create`, { name, description, tags: toPairs(tags) }, "createModel");
          return true;
        } catch (thrown) {
          if (thrown instanceof ArgumentError && (await getModel(name)) !== undefined) return false;
          throw thrown;
        }
      },
      addVersion: async (name, { source, runId, path, sha256, createdAt, stage, description, tags }) => {
        const created: Record<string, string> = createdAt === undefined ? {} : { [createdTag]: String(createdAt) };
        const all = { ...tags, ...created, ...artifactTags({ path, sha256 }) };
        const origin = { source, run_id: runId, model_id: loggedModelId(source) };
        const body = { name, ...origin, description, tags: toPairs(all) };
        const { model_version: added } = await server.send("POST", `${versions}/create`, body, "register");
        const { version } = added as MlflowJson;
        if (stage !== undefined) await setStage(server, { name, version: String(version), stage }, "register");
        return Number(version);
      },
      exclusively: (work) => work(),
      writeAliases: async (name, changes) => {
        const { aliases } = toStoredModel((await getModel(name)) ?? {});
        for (const [alias, version] of Object.entries(changes)) {
          if (version !== null) {
            await server.send("POST", `${models}/alias`, { name, alias, version: String(version) }, "setAliases");
          } else if (Object.hasOwn(aliases, alias)) {
            await server.send("DELETE", `${models}/alias`, { name, alias }, "setAliases");
          }
        }
      },
      writeNotes: async (name, version, { description, tags = {}, stage }) => {
        const target = version === undefined ? { name } : { name, version: String(version) };
        const base = version === undefined ? models : versions;
        for (const [key, value] of Object.entries(tags)) {
          await server.send("POST", `${base}/set-tag`, { ...target, key, value }, "describe");
        }
        if (description !== undefined) {
          await server.send("PATCH", `${base}/update`, { ...target, description }, "describe");
        }
        if (stage !== undefined) await setStage(server, { name, version: String(version), stage }, "describe");
      },
      deleteVersion: async (name, version) => {
        await server.send("DELETE", `${versions}/delete`, { name, version: String(version) }, "deleteVersion");
      },
    },
    tracker,
  );
}

async function setStage(
  server: MlflowConnection,
  version: { readonly name: string; readonly version: string; readonly stage: string },
  caller: string,
): Promise<void> {
  const body = { ...version, archive_existing_versions: false };
  await server.send("POST", `${versions}/transition-stage`, body, caller);
}

function toStoredModel(model: MlflowJson): StoredModel {
  const createdAt = Number(model.creation_timestamp ?? 0);
  return {
    name: String(model.name),
    description: String(model.description ?? ""),
    tags: toValues(model.tags),
    aliases: Object.fromEntries(toObjects(model.aliases).map(({ alias, version }) => [String(alias), Number(version)])),
    createdAt,
    updatedAt: Number(model.last_updated_timestamp ?? createdAt),
  };
}

function toStoredVersion(version: MlflowJson): StoredVersion {
  const { [createdTag]: created, ...tags } = toValues(version.tags);
  const createdAt = Number(created ?? version.creation_timestamp ?? 0);
  const stage = String(version.current_stage ?? "None");
  const runId = String(version.run_id ?? "") || undefined;
  const source = String(version.source ?? "");
  return {
    name: String(version.name),
    version: Number(version.version),
    description: String(version.description ?? ""),
    tags,
    runId,
    source,
    path: tags[artifactTag] ?? toPathInRun(source, runId),
    sha256: tags[hashTag],
    stage: stage === "None" || stage === "" ? undefined : stage,
    createdAt,
    updatedAt: Number(version.last_updated_timestamp ?? createdAt),
  };
}

function toPairs(values: Readonly<Record<string, string>>): readonly MlflowJson[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}
