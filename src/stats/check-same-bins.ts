/** Refuses shares or counts that are not over the same bins, empty ones, and values that are negative or not numbers. */
export function checkSameBins(caller: string, reference: ArrayLike<number>, current: ArrayLike<number>): void {
  if (reference.length !== current.length) {
    throw new RangeError(
      `${caller} needs both sides over the same bins, got ${reference.length} and ${current.length}; cut both samples with one set of edges`,
    );
  }
  if (reference.length === 0) throw new RangeError(`${caller} needs at least one bin`);
  for (const [side, values] of [
    ["reference", reference],
    ["current", current],
  ] as const) {
    let total = 0;
    for (let bin = 0; bin < values.length; bin++) {
      const value = values[bin];
      if (!(value >= 0))
        throw new RangeError(`${caller}: ${side} bin ${bin} holds ${value}; give shares or counts from 0 up`);
      total += value;
    }
    if (!(total > 0)) throw new RangeError(`${caller}: the ${side} side is empty, every bin is 0`);
  }
}
