import type { Table } from "../../report/tables/table.js";
import type { DataSource } from "../../sources/pull/pull-data.js";
import type { DataOrigin } from "../../sources/pull/read-data-origin.js";

/** A worked project: data, notebooks over it, and what they found. Every project has this form. */
export interface Project {
  readonly name: string;
  /** What the project answers, in a few words. */
  readonly title: string;
  readonly source: DataSource;
  /** File names below `notebooks/<name>/`, in the order they run. */
  readonly notebooks: readonly string[];
  /**
   * Further values for the parameters of notebooks, beside `dataFolder`, `data`, `tracking`, `reports`, `trials` and
   * `fresh`, which each gets that declares them. `undefined` leaves the notebook's own.
   */
  readonly parameters?:
    | ((settings: ProjectSettings) => Readonly<Record<string, string | number | boolean | undefined>>)
    | undefined;
  /** What the notebooks found, read from where they kept it. */
  readonly results: (settings: ProjectSettings) => Promise<ProjectResults>;
}

/** What a run of a project is about. Paths are absolute. */
export interface ProjectSettings {
  readonly dataFolder: string;
  readonly reportsFolder: string;
  readonly tracking: string;
  readonly origin: DataOrigin;
  /** Trials of a search, when the user says how many. */
  readonly trials: number | undefined;
  /** Train even when nothing has changed. */
  readonly fresh: boolean;
}

/** What a run of a project found. */
export interface ProjectResults {
  readonly metrics: Readonly<Record<string, number>>;
  /** The one table that sums the project up. */
  readonly table: Table;
  /** Sentences to read with it. */
  readonly remarks: readonly string[];
  /** Files in the reports folder besides the notebooks' own pages, with what they show. */
  readonly pages: readonly { readonly file: string; readonly title: string }[];
}
