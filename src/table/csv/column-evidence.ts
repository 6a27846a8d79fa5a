import { type ColumnSpec, column } from "../schema/column.js";
import { type DateForm, dateForms, getTimeFormat } from "./date-forms.js";
import { numberPattern } from "./number-text.js";

/** What a file says about the marks of its numbers, from columns that leave no doubt. */
export interface NumberMarksSeen {
  readonly delimiter: string;
  /** Whether some column has a decimal comma. */
  readonly decimalComma: boolean;
  /** Whether some column has a decimal point. */
  readonly decimalPoint: boolean;
}

/** The kind of a column, and what a reader must know to check it. */
export interface ColumnFinding {
  readonly spec: ColumnSpec;
  /** Why a string that looks like something else stays one, or how an ambiguity was settled. */
  readonly note?: string | undefined;
  /** Whether cells of the kinds seen so far can still change the kind. */
  readonly isAmbiguous?: boolean | undefined;
}

interface NumberForm {
  readonly options: Readonly<Pick<ColumnSpec, "decimal" | "thousands" | "percent">>;
  readonly kind: "integer" | "number";
  readonly pattern: RegExp;
}

const missingMarkers: ReadonlySet<string> = new Set(
  ["NA", "N/A", "n/a", "null", "NULL", "NaN", "nan", "-", "..", "None"], //
);
const booleanWord = /^(true|false|yes|no|y|n|t|f)$/i;
const commaGroups = "[1-9]\\d{0,2}(?:,\\d{3})+";
const toNumberForm = (options: NumberForm["options"]): NumberForm => ({
  kind: "number",
  options,
  pattern: new RegExp(numberPattern(options)),
});
const numberForms: readonly NumberForm[] = [
  { kind: "integer", options: {}, pattern: /^[+-]?\d+$/ },
  toNumberForm({}),
  { kind: "integer", options: { thousands: "," }, pattern: new RegExp(`^[+-]?(\\d+|${commaGroups})$`) },
  toNumberForm({ thousands: "," }),
  toNumberForm({ decimal: "," }),
  toNumberForm({ thousands: ".", decimal: "," }),
  toNumberForm({ percent: true }),
  toNumberForm({ percent: true, decimal: "," }),
];
const [largest, smallest] = [2n ** 63n - 1n, -(2n ** 63n)];

/**
 * What the cells of one column can be: every cell rules out the kinds that it is not. Add the distinct cells of each
 * piece of a file, then take the finding.
 */
export class ColumnEvidence {
  private isBoolean = true;
  private numbers = numberForms;
  private dates: readonly DateForm[] = dateForms;
  private readonly markers = new Set<string>();
  private hasMissing = false;
  private hasValues = false;
  /** ISO formats of the times seen, in order of appearance, while every value is such a time. */
  readonly timeFormats: Set<string> = new Set();
  private readonly seen = { leadingZero: "", tooLong: "", inexact: "", comma: false, point: false, percent: false };
  /** A group of other than three digits after a comma or point shows that it is the decimal mark. */
  private readonly proof = { comma: false, point: false };

  /** Takes cells into account; repeats do not matter. */
  add(cells: Iterable<string | null>): void {
    for (const cell of cells) {
      if (cell === null || cell === "") this.hasMissing = true;
      else if (missingMarkers.has(cell)) this.markers.add(cell);
      else this.addValue(cell);
    }
  }

  /** Whether a cell was seen that is not missing. */
  get hasValue(): boolean {
    return this.hasValues;
  }

  /** The evidence of several pieces of one column as one. */
  static merge(pieces: readonly (ColumnEvidence | undefined)[]): ColumnEvidence {
    const merged = new ColumnEvidence();
    for (const piece of pieces) if (piece !== undefined) merged.take(piece);
    return merged;
  }

  private take(other: ColumnEvidence): void {
    this.isBoolean &&= other.isBoolean;
    this.numbers = this.numbers.filter((form) => other.numbers.includes(form));
    this.dates = this.dates.filter((form) => other.dates.includes(form));
    for (const marker of other.markers) this.markers.add(marker);
    this.hasMissing ||= other.hasMissing;
    this.hasValues ||= other.hasValues;
    for (const format of other.timeFormats) this.timeFormats.add(format);
    const { seen, proof } = this;
    seen.leadingZero ||= other.seen.leadingZero;
    seen.tooLong ||= other.seen.tooLong;
    seen.inexact ||= other.seen.inexact;
    seen.comma ||= other.seen.comma;
    seen.point ||= other.seen.point;
    seen.percent ||= other.seen.percent;
    proof.comma ||= other.proof.comma;
    proof.point ||= other.proof.point;
  }

  /** Whether the column has decimal commas or points beyond doubt. */
  get marks(): Pick<NumberMarksSeen, "decimalComma" | "decimalPoint"> {
    const isNumber = this.hasValues && this.numbers.length > 0;
    return { decimalComma: isNumber && this.proof.comma, decimalPoint: isNumber && this.proof.point };
  }

  /** The first kind that every cell is; `named` are options that the column has in any case. */
  finding(marks: NumberMarksSeen, named: { readonly source?: string } = {}): ColumnFinding {
    const { markers, hasMissing } = this;
    const isMarked = markers.size > 0;
    const nullable = hasMissing || isMarked ? { ...named, nullable: true as const } : named;
    const missing = isMarked ? { missing: [...(hasMissing ? [""] : []), ...markers] } : {};
    const found = this.typed(marks, { ...nullable, ...missing });
    const { note, isAmbiguous, spec = column.string(hasMissing ? { ...named, nullable: true } : named) } = found ?? {};
    return { spec, note, isAmbiguous };
  }

  private typed(marks: NumberMarksSeen, options: object): Partial<ColumnFinding> | undefined {
    if (!this.hasValues) return undefined;
    if (this.isBoolean) return { spec: column.boolean(options) };
    const { leadingZero, tooLong } = this.seen;
    const isNumber = this.numbers.length > 0;
    if (isNumber && leadingZero !== "") return {};
    if (isNumber && tooLong !== "") return { note: `integers beyond 64 bits such as ${tooLong}` };
    if (isNumber) return this.number(marks, options);
    const [form] = this.dates;
    if (form === undefined) return undefined;
    const twin = this.dates.find(({ format }) => format !== undefined && format === form.twin);
    if (twin !== undefined) {
      const note = `ambiguous dates: each is in both ${form.format} and ${twin.format}; name the format`;
      return { note, isAmbiguous: true };
    }
    const format = form.format === undefined ? {} : { format: form.format };
    const note = form.format?.includes("%z") === true ? "times with an offset, read as UTC" : undefined;
    return { spec: column.datetime({ ...options, ...format }), note };
  }

  private number(marks: NumberMarksSeen, options: object): Partial<ColumnFinding> {
    const alive = this.numbers.filter(({ options: { percent } }) => percent !== true || this.seen.percent);
    const [first] = alive;
    if (first === undefined) return {};
    const toSpec = ({ kind, options: own }: NumberForm): ColumnSpec => column[kind]({ ...options, ...own });
    if (first.kind === "number" && this.seen.inexact !== "") {
      return { note: `numbers and integers beyond 2^53 such as ${this.seen.inexact}, which a number rounds` };
    }
    const { comma, point } = this.seen;
    if (comma && !point && first.options.thousands === ",") {
      const decimal = alive.find(({ options: own }) => own.decimal === "," && own.thousands === undefined);
      if (decimal === undefined) return { spec: toSpec(first) };
      const isDecimal = marks.decimalPoint ? false : marks.decimalComma || marks.delimiter === ";";
      const isThousands = marks.decimalComma ? false : marks.decimalPoint || marks.delimiter === ",";
      if (isDecimal !== isThousands) {
        const choice = isDecimal ? "decimal" : "thousands";
        return {
          spec: toSpec(isDecimal ? decimal : first),
          note: `the comma may part thousands or decimals; taken as ${choice} mark by the rest of the file`,
          isAmbiguous: true,
        };
      }
      const note = "ambiguous numbers: the comma may part thousands or decimals; name the mark";
      return { note, isAmbiguous: true };
    }
    if (point && !comma && !this.proof.point && first.options.thousands === undefined && marks.decimalComma) {
      const note = "ambiguous numbers: the point may part thousands, as other columns have decimal commas";
      return { note, isAmbiguous: true };
    }
    // Points alone may be what a spreadsheet made of decimals: only a comma next to them shows that they are thousands
    // marks.
    if (first.options.thousands === "." && !comma) {
      return { note: "groups separated by points and no decimal mark", isAmbiguous: true };
    }
    return { spec: toSpec(first) };
  }

  private addValue(text: string): void {
    this.hasValues = true;
    if (this.isBoolean) this.isBoolean = booleanWord.test(text);
    if (this.numbers.length > 0) this.addNumber(text);
    if (this.dates.length > 0 && !this.dates.every((form) => form.matches(text))) {
      this.dates = this.dates.filter((form) => form.matches(text));
    }
    if (this.dates[0]?.format === undefined && this.dates.length > 0) this.timeFormats.add(getTimeFormat(text) ?? "");
  }

  private addNumber(text: string): void {
    if (!this.numbers.every(({ pattern }) => pattern.test(text))) {
      this.numbers = this.numbers.filter(({ pattern }) => pattern.test(text));
    }
    const { seen, proof } = this;
    if (/^[+-]?0\d+$/.test(text)) seen.leadingZero ||= text;
    const isDigits = text.length > 15 && /^[+-]?\d+$/.test(text);
    if (isDigits) {
      const exact = BigInt(text.replace("+", ""));
      if (exact > largest || exact < smallest) seen.tooLong ||= text;
      if (text.length > 300 || BigInt(Number(text)) !== exact) seen.inexact ||= text;
    }
    if (/e/i.test(text) && !Number.isFinite(Number(text))) this.numbers = [];
    if (text.includes(",")) seen.comma = true;
    if (text.includes(".")) seen.point = true;
    if (text.includes("%")) seen.percent = true;
    if (/^[^,.]*,(\d{0,2}|\d{4,})\D*$|^\D*0,/.test(text) || /\.\d+,\d*\D*$/.test(text)) proof.comma = true;
    if (/^[^,.]*\.(\d{0,2}|\d{4,})\D*$|^\D*0?\.\d*\D*$/.test(text) || /,\d+\.\d*\D*$/.test(text)) proof.point = true;
  }
}
