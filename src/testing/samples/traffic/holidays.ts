/**
 * The name of the public holiday in Minnesota that a day is, or `None`: the word the traffic files use.
 * The day is given as milliseconds since 1970 of its midnight, read as if it were UTC.
 *
 * Fixed days that fall on a week end move to the nearest working day, as in the published table.
 */
export function getHoliday(day: number): string {
  const date = new Date(day);
  const [month, dayOfMonth, weekday] = [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay()];
  const week = Math.ceil(dayOfMonth / 7);
  if (isFixed(day, 1, 1)) return "New Years Day";
  if (isFixed(day, 7, 4)) return "Independence Day";
  if (isFixed(day, 11, 11)) return "Veterans Day";
  if (isFixed(day, 12, 25)) return "Christmas Day";
  if (weekday === 4 && month === 11 && week === 4) return "Thanksgiving Day";
  if (weekday === 4 && month === 8 && dayOfMonth > 21 && dayOfMonth < 29) return "State Fair";
  if (weekday !== 1) return "None";
  if (month === 1 && week === 3) return "Martin Luther King Jr Day";
  if (month === 2 && week === 3) return "Washingtons Birthday";
  if (month === 5 && dayOfMonth > 24) return "Memorial Day";
  if (month === 9 && week === 1) return "Labor Day";
  if (month === 10 && week === 2) return "Columbus Day";
  return "None";
}

const dayMs = 86_400_000;

function isFixed(day: number, month: number, dayOfMonth: number): boolean {
  const date = new Date(day);
  const observed = date.getUTCDay();
  if (observed === 0 || observed === 6) return false;
  const shifts = observed === 1 ? [0, -1] : observed === 5 ? [0, 1] : [0];
  return shifts.some((shift) => {
    const meant = new Date(day + shift * dayMs);
    return meant.getUTCMonth() + 1 === month && meant.getUTCDate() === dayOfMonth;
  });
}
