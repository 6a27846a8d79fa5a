/** What a look at one thing has shown. */
export interface Diagnosis {
  readonly what: string;
  /** "note" is no fault: something optional is absent, or was not tried. */
  readonly state: "ok" | "note" | "problem";
  readonly text: string;
  /** The command that puts it right. */
  readonly fix?: string;
}
