/** Where trained models are kept by name, numbered, and given aliases such as `champion`. */
export interface ModelRegistry {
  /** What people open or pass on: a folder or an address. */
  readonly uri: string;
  /** Every registered model, in alphabetical order. */
  models(): Promise<readonly RegisteredModel[]>;
  /** One registered model. Throws NotFoundError. */
  model(name: string): Promise<RegisteredModel>;
  /** Makes a model without versions; refused when there is one of that name. */
  createModel(name: string, about?: ModelNotes): Promise<RegisteredModel>;
  /** Makes the next version from an artifact of a run, with the hash of its content; the model is made when there is none. */
  register(name: string, from: RegisterOptions): Promise<ModelVersion>;
  /** Every version that is not deleted, newest first. */
  versions(name: string): Promise<readonly ModelVersion[]>;
  /** One version, by number, by alias, or the newest as `latest`. Throws NotFoundError. */
  version(name: string, which: number | string): Promise<ModelVersion>;
  /**
   * Points aliases at versions, all under one lock; `null` takes an alias away. With `expected` the change is refused when those
   * aliases stand elsewhere by now, so that what was decided on what was read is done only while it is still true.
   */
  setAliases(
    name: string,
    changes: AliasChanges,
    options?: { readonly expected?: AliasChanges },
  ): Promise<RegisteredModel>;
  /** Sets description and tags of a model, or of one version; tags that are not named stay. */
  describe(name: string, notes: ModelNotes, options?: { readonly version?: number }): Promise<void>;
  /** Deletes a version; its number is not given again. Refused while an alias points at it. */
  deleteVersion(name: string, version: number): Promise<void>;
  /** The bytes of a version's artifact. Refused when they are not those that were registered. */
  read(name: string, which: number | string): Promise<Uint8Array>;
}

/** Version numbers by alias; `null` stands for no such alias. */
export type AliasChanges = Readonly<Record<string, number | null>>;

export interface ModelNotes {
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface RegisterOptions extends ModelNotes {
  /** The run that made it, by its full id. */
  readonly runId: string;
  /** The artifact's path in the run, such as `model/pipeline.json`. */
  readonly path: string;
}

export interface RegisteredModel {
  readonly name: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Version numbers by alias. */
  readonly aliases: Readonly<Record<string, number>>;
  /** Numbers of the versions that are not deleted, newest first. */
  readonly versions: readonly number[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ModelVersion {
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The aliases that point at it, in alphabetical order. */
  readonly aliases: readonly string[];
  /** The run that made it; undefined for a version that other tools made of no run. */
  readonly runId: string | undefined;
  /** The artifact's path in that run. */
  readonly path: string | undefined;
  /** Address of the artifact when it was registered. */
  readonly source: string;
  /** SHA-256 of the artifact; undefined for versions that other tools made. */
  readonly sha256: string | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}
