import type { AliasChange, AliasChanges, DescribeNotes, ModelVersion, RegisteredModel } from "./registry.js";

/** Storage of a registry. Its arguments have been checked. */
export interface RegistryStorage {
  readonly uri: string;
  names(): Awaitable<readonly string[]>;
  /** Undefined when it does not exist or cannot be read. */
  model(name: string): Awaitable<StoredModel | undefined>;
  /** Versions that are not deleted, oldest first. */
  versions(name: string): Awaitable<readonly StoredVersion[]>;
  /** False when the name is taken. */
  createModel(name: string, notes: CompleteNotes): Awaitable<boolean>;
  /** Returns the number of the version. */
  addVersion(name: string, version: NewVersion): Awaitable<number>;
  /** Does `work` while no other process changes aliases, notes or versions of any model, where the storage can. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  writeAliases(name: string, changes: AliasChanges): Awaitable<void>;
  aliasHistory?(name: string): readonly AliasChange[];
  writeNotes(name: string, version: number | undefined, notes: DescribeNotes): Awaitable<void>;
  deleteVersion(name: string, version: number): Awaitable<void>;
}

type Awaitable<Value> = Value | Promise<Value>;

export interface CompleteNotes {
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

export type StoredModel = Omit<RegisteredModel, "versions">;
export type StoredVersion = Omit<ModelVersion, "aliases">;
export type NewVersion = Pick<StoredVersion, "description" | "tags" | "source"> & {
  /** URI of the artifacts of a logged model, which `source` names. */
  readonly location?: string | undefined;
  readonly runId: string | undefined;
  readonly path: string | undefined;
  readonly sha256: string | undefined;
  readonly createdAt?: number | undefined;
  readonly stage?: string | undefined;
};
