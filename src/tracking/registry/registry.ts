/** Trained models by name, with numbered versions and aliases such as `champion`. */
export interface ModelRegistry {
  /** The folder or URI. */
  readonly uri: string;
  /** Every registered model, in alphabetical order. */
  models(): Promise<readonly RegisteredModel[]>;
  /** One registered model. Throws NotFoundError. */
  model(name: string): Promise<RegisteredModel>;
  /** Creates a model without versions. Throws ArgumentError when the name is taken. */
  createModel(name: string, notes?: ModelNotes): Promise<RegisteredModel>;
  /**
   * Makes the next version from an artifact of a run, with the hash of its content; the model is created when it does
   * not exist. When a version has the same content already, that version is returned, with the notes given here.
   */
  register(name: string, from: RegisterOptions): Promise<ModelVersion>;
  /**
   * Adds a version as another registry has it, without reading its artifact: under its number where that is free, else
   * under the next one. Throws NotFoundError without the model.
   */
  importVersion(name: string, version: ImportedVersion): Promise<ModelVersion>;
  /** Every version that is not deleted, newest first. */
  versions(name: string): Promise<readonly ModelVersion[]>;
  /** One version: a number, an alias, or `latest`. Throws NotFoundError. */
  version(name: string, version: number | string): Promise<ModelVersion>;
  /**
   * Sets aliases to versions under one lock; `null` removes an alias. With `expected` it throws FailedError when those
   * aliases have other versions now, so that a decision is carried out only while it is valid.
   */
  setAliases(
    name: string,
    changes: AliasChanges,
    options?: { readonly expected?: AliasChanges | undefined },
  ): Promise<RegisteredModel>;
  /**
   * Changes of the aliases of a model, newest first, since they are recorded. Registries of MLflow servers, which
   * record none, have no such method.
   */
  aliasHistory?(name: string): Promise<readonly AliasChange[]>;
  /** Sets description and tags of a model, or of one version; other tags stay. */
  describe(name: string, notes: DescribeNotes, options?: { readonly version?: number | undefined }): Promise<void>;
  /** Deletes a version; its number is not used again. Throws ArgumentError while the version has an alias. */
  deleteVersion(name: string, version: number): Promise<void>;
  /** Bytes of a version's artifact. Throws FormatError when they differ from what was registered. */
  read(name: string, version: number | string): Promise<Uint8Array>;
}

/** Version numbers by alias; `null` for an alias that is not set. */
export type AliasChanges = Readonly<Record<string, number | null>>;

/** A change of an alias. */
export interface AliasChange {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly alias: string;
  /** The version it was set to; `null` when it was removed. */
  readonly version: number | null;
}

export interface ModelNotes {
  readonly description?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Notes of a model, or of a version. */
export interface DescribeNotes extends ModelNotes {
  /** New stage of the version, such as `Production`; `None` removes it. */
  readonly stage?: string | undefined;
}

export interface RegisterOptions extends ModelNotes {
  /** Full id of the run that made the artifact. */
  readonly runId: string;
  /** Path of the artifact in the run, such as `model/pipeline.json`. */
  readonly path: string;
}

/** A version of another registry. */
export interface ImportedVersion extends ModelNotes {
  /** Its number there. */
  readonly version: number;
  /** URI of the artifact, or of a logged model (`models:/m-...`). */
  readonly source: string;
  /** URI of the artifacts of a logged model. @default `source` */
  readonly location?: string | undefined;
  /** The run in this registry's tracker. */
  readonly runId?: string | undefined;
  /** Path of the artifact in the run. */
  readonly path?: string | undefined;
  readonly sha256?: string | undefined;
  /** Milliseconds since 1970. @default now */
  readonly createdAt?: number | undefined;
  /** Its stage there, such as `Production`. */
  readonly stage?: string | undefined;
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
  /** Aliases of the version, in alphabetical order. */
  readonly aliases: readonly string[];
  /** The run that made it; undefined for a version that another tool made without a run. */
  readonly runId: string | undefined;
  /** Path of the artifact in that run. */
  readonly path: string | undefined;
  /** URI of the artifact when it was registered. */
  readonly source: string;
  /** SHA-256 of the artifact; undefined for versions that another tool made. */
  readonly sha256: string | undefined;
  /** Stage that another tool set, such as `Production`; MLflow has aliases instead since 2.9. */
  readonly stage?: string | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}
