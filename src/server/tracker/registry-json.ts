import type { TrackerFolder } from "../../tracking/files/tracker-folder.js";
import { readModel, readVersionRecords, type VersionRecord } from "../../tracking/registry/read-registry.js";
import type { StoredModel } from "../../tracking/registry/registry-storage.js";
import { orAbsent, toPairs } from "./mlflow-route.js";
import { toServedUri } from "./served-uri.js";
import type { TrackerStore } from "./tracker-store.js";

export type ServedModel = StoredModel;

/** The newest version of each stage. */
export function latestVersions(versions: readonly VersionRecord[]): VersionRecord[] {
  return [...new Map(versions.map((version) => [version.stage, version])).values()];
}

/** A registered model in MLflow's JSON. */
export function toModelJson(store: TrackerStore, model: ServedModel): object {
  const { name, createdAt, updatedAt, description, tags, aliases } = model;
  const latest = latestVersions(readVersionRecords(store.folder, name));
  return {
    name,
    creation_timestamp: createdAt,
    last_updated_timestamp: updatedAt,
    description,
    latest_versions: orAbsent(latest.map((version) => versionJson(store.folder, version, aliases))),
    tags: toPairs(tags),
    aliases: orAbsent(Object.entries(aliases).map(([alias, version]) => ({ alias, version: String(version) }))),
  };
}

/** A version of a registered model in MLflow's JSON. */
export function toVersionJson({ folder }: TrackerStore, version: VersionRecord): object {
  return versionJson(folder, version, readModel(folder, version.name)?.aliases ?? {});
}

function versionJson(folder: TrackerFolder, version: VersionRecord, aliases: StoredModel["aliases"]): object {
  const named = Object.keys(aliases).filter((alias) => aliases[alias] === version.version);
  return {
    name: version.name,
    version: String(version.version),
    creation_timestamp: version.createdAt,
    last_updated_timestamp: version.updatedAt,
    user_id: version.user,
    current_stage: version.stage,
    description: version.description,
    source: toServedUri(folder, version.source),
    run_id: version.runId ?? "",
    status: "READY",
    run_link: version.runLink,
    tags: toPairs(version.tags),
    aliases: orAbsent(named.sort()),
    model_id: version.modelId,
  };
}
