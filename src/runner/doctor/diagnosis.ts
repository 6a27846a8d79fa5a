/** Result of one check. */
export interface Diagnosis {
  readonly what: string;
  /** "note" is not a problem: something optional is missing, or was not tried. */
  readonly state: "ok" | "note" | "problem";
  readonly text: string;
  /** The command that fixes it. */
  readonly fix?: string | undefined;
}
