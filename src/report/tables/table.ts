/** A column of a table. */
export interface TableColumn {
  readonly name: string;
  /** Shown in the header, after the name. */
  readonly unit?: string | undefined;
  /**
   * @default numbers at the right, everything else at the left
   */
  readonly align?: "left" | "right" | undefined;
  /**
   * Decimals of numbers.
   * @default by size, see `formatNumbers`
   */
  readonly decimals?: number | undefined;
}

/** Value of a cell; null and NaN are shown as an empty cell. */
export type TableCell = string | number | boolean | null;

/** A table as data. */
export interface Table {
  /** `show` displays a table by its kind; `tableHtml` needs none. */
  readonly kind?: "table" | undefined;
  readonly columns: readonly (TableColumn | string)[];
  readonly rows: readonly (readonly TableCell[])[];
  /** One line above the table. */
  readonly caption?: string | undefined;
  /** Number of all rows when `rows` are only the first of them. */
  readonly totalRows?: number | undefined;
}
