/** A column of integers, as far as it is known. */
export interface IntegerColumn {
  readonly name: string;
  /** Values that are not missing. */
  readonly count: number;
  readonly distinct: number;
  readonly min: number;
  readonly max: number;
}

const usualNames = /(^|[^a-z])(id|ids|key|code|uuid|zip|postcode|postal code|no|nr|folio|clave|rownum|row)$/;
const minCount = 10;

/**
 * Whether a column of integers holds identifiers, which have no mean and no thousands: all values differ, and either
 * the name says so, or the values are numbered without large gaps, or they are long numbers of the same length.
 *
 * @example isIdentifier({ name: "caseId", count: 3, distinct: 3, min: 7, max: 2_000_000 }) // true
 * @example isIdentifier({ name: "population", count: 200, distinct: 200, min: 800, max: 1_400_000_000 }) // false
 */
export function isIdentifier({ name, count, distinct, min, max }: IntegerColumn): boolean {
  if (count === 0 || distinct < count || min < 0) return false;
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]/g, " ")
    .toLowerCase();
  if (usualNames.test(words)) return true;
  if (count < minCount) return false;
  const isNumbered = max - min + 1 <= 2 * count && max > 2_100;
  const isLong = min >= 1e8 && String(min).length === String(max).length;
  return isNumbered || isLong;
}
