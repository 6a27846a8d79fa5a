import { type RandomSource, randomSource } from "cuaderno";
import { getHoliday } from "./holidays.js";
import { type HourWeather, weatherGenerator } from "./sample-weather.js";

const hours = Array.from({ length: 24 }, (_, hour) => hour);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const firstHour = Date.UTC(2012, 9, 2, 9);
const lastHour = Date.UTC(2018, 8, 30, 23);
const longGap = { from: Date.UTC(2014, 7, 8, 2), to: Date.UTC(2015, 5, 11, 20) };

/** Days that carry a known fault of the published table; the sample always has them. */
const faultyDays = new Set(["2014-01-31", "2014-02-02", "2016-07-11"]);

/** Snow storms that emptied the road; the sample always has them too. */
const storms = new Map([
  ["2018-01-22", 0.65],
  ["2018-04-14", 0.45],
  ["2018-04-15", 0.5],
]);

/** When the rain gauge measured, as far as the published table shows; before, between and after it says 0. */
const rainMeasured: readonly (readonly [number, number])[] = [
  [Date.UTC(2013, 3, 1), Date.UTC(2016, 9, 5)],
  [Date.UTC(2018, 7, 24), Date.UTC(2018, 9, 1)],
];
const snowMeasured = { from: Date.UTC(2015, 10, 1), until: Date.UTC(2016, 3, 1) };

const quietHolidays = new Set([
  "New Years Day",
  "Memorial Day",
  "Independence Day",
  "Labor Day",
  "Thanksgiving Day",
  "Christmas Day",
]);

const header = "holiday,temp,rain_1h,snow_1h,clouds_all,weather_main,date_time,traffic_volume";

/**
 * A synthetic version of the traffic table: the text of one CSV file per year, by year, with the columns, the faults and the rhythm
 * (hour, week, year, holidays, a slow change in 2017 and 2018) of the real one.
 *
 * One hour in `oneHourIn` is included, another one each day, so that every 28 days hold every hour of every weekday once; midnight of a holiday
 * and the days with a known fault are always whole. The same seed gives the same bytes on every machine.
 */
export function trafficSample({
  seed = 2012,
  oneHourIn = 4,
}: {
  readonly seed?: number;
  readonly oneHourIn?: number;
} = {}): ReadonlyMap<number, string> {
  const random = randomSource(seed);
  const getWeather = weatherGenerator(random.fork());
  const lines = new Map<number, string[]>();
  for (let day = Date.UTC(2012, 9, 2); day <= lastHour; day += dayMs) {
    const date = new Date(day);
    const year = date.getUTCFullYear();
    const weather = hours.map((hour) => getWeather(dayOfYear(day), hour, year));
    const dayRandom = random.fork();
    const file = lines.get(year) ?? [header];
    file.push(...dayRows(day, { holiday: getHoliday(day), weather, random: dayRandom, oneHourIn }));
    lines.set(year, file);
  }
  return new Map([...lines].map(([year, file]) => [year, `${file.join("\n")}\n`]));
}

function dayRows(
  day: number,
  options: {
    readonly holiday: string;
    readonly weather: readonly HourWeather[];
    readonly random: RandomSource;
    readonly oneHourIn: number;
  },
): string[] {
  const { holiday, random, oneHourIn } = options;
  const isWhole = faultyDays.has(isoDay(day)) || storms.has(isoDay(day));
  const mood = (1 + 0.03 * random.normal()) * (storms.get(isoDay(day)) ?? 1);
  const incident = random.uniform() < 0.02 ? 6 + random.integer(12) : -9;
  const rows: string[] = [];
  for (const [hour, weather] of options.weather.entries()) {
    const noise = random.normal();
    const lost = random.uniform() < 0.04;
    const repeated = random.uniform() < 0.0015;
    const time = day + hour * hourMs;
    if (time < firstHour || time > lastHour || (time >= longGap.from && time < longGap.to)) continue;
    const chosen = (Math.round(day / dayMs) + hour) % oneHourIn === 0 && !lost;
    if (!chosen && !isWhole && !(hour === 0 && holiday !== "None")) continue;
    const usual = usualVolume(day, hour, holiday) * mood * weatherFactor(weather);
    const jam = hour >= incident && hour < incident + 3 ? 0.45 : 1;
    const volume = Math.round(Math.min(7280, Math.max(0, usual * jam + noise * (35 + 0.045 * usual))));
    for (const word of weather.words) rows.push(rowText(time, hour === 0 ? holiday : "None", weather, word, volume));
    if (repeated) rows.push(rows[rows.length - 1] as string);
  }
  return rows;
}

function rowText(time: number, holiday: string, weather: HourWeather, word: string, volume: number): string {
  const stamp = new Date(time).toISOString().slice(0, 19).replace("T", " ");
  const frozenSensor = /^2014-01-31 0[3-6]|^2014-02-02 0[3-8]/.test(stamp);
  const brokenGauge = stamp === "2016-07-11 17:00:00";
  const temp = frozenSensor ? "0.0" : decimal(weather.temp);
  const rainGauge = rainMeasured.some(([from, until]) => time >= from && time < until);
  const snowGauge = time >= snowMeasured.from && time < snowMeasured.until;
  const rain = brokenGauge ? "9831.3" : decimal(rainGauge ? weather.rain : 0);
  return [
    holiday,
    temp,
    rain,
    decimal(snowGauge ? weather.snow : 0),
    decimal(weather.clouds),
    word,
    stamp,
    volume,
  ].join(",");
}

/** Vehicles in an hour when nothing is special: the profile of the weekday, the season and the slow change of the years. */
function usualVolume(day: number, hour: number, holiday: string): number {
  const date = new Date(day);
  const weekday = (date.getUTCDay() + 6) % 7;
  const profile = getProfile(weekday, quietHolidays.has(holiday));
  const season = 1 - 0.045 * Math.cos((2 * Math.PI * (date.getUTCMonth() + 0.5 - 0.8)) / 12);
  const mondayDip = weekday === 0 ? 0.97 : 1;
  const dayOff = holiday !== "None" && !quietHolidays.has(holiday) ? 0.93 : 1;
  const years = (day - firstHour) / (365.25 * dayMs);
  const detour = day >= Date.UTC(2018, 2, 1) && (hour === 7 || hour === 8 || hour === 16 || hour === 17) ? 0.93 : 1;
  const growth = day >= Date.UTC(2017, 0, 1) ? 1.035 : 1;
  return 100 * (profile[hour] as number) * season * mondayDip * dayOff * (1 + 0.003 * years) * detour * growth;
}

function getProfile(weekday: number, quiet: boolean): readonly number[] {
  if (quiet) return quietDay;
  return weekday === 6 ? sunday : weekday === 5 ? saturday : weekday === 4 ? friday : workday;
}

function weatherFactor(weather: HourWeather): number {
  const word = weather.words[0];
  return (
    (word === "Snow" ? 0.93 : word === "Thunderstorm" ? 0.95 : word === "Rain" ? 0.98 : 1) *
    (weather.temp < 258 ? 0.97 : 1)
  );
}

function decimal(value: number): string {
  const text = String(Math.round(value * 100) / 100);
  return text.includes(".") ? text : `${text}.0`;
}

function dayOfYear(day: number): number {
  return Math.round((day - Date.UTC(new Date(day).getUTCFullYear(), 0, 1)) / dayMs);
}

function isoDay(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

// Hundreds of vehicles by hour of day.
const workday = [6.5, 3.8, 2.9, 3.6, 8.5, 27, 54, 61, 56, 49, 44, 46, 48, 48.5, 51, 56, 63, 59, 44, 32, 28, 26, 19, 12];
const friday = [7.5, 4.5, 3.4, 3.8, 8, 26, 51, 60, 54, 48, 46, 49, 52, 52, 54, 57.5, 60, 55, 46, 36, 30, 30, 27, 20];
const saturday = [
  12.5, 7.7, 5.9, 4.1, 4.2, 7.6, 13, 19.5, 28, 35, 39, 43, 46, 45, 45, 45, 44.5, 43, 40, 33.5, 29, 29.5, 29.5, 22,
];
const sunday = [
  13.5, 8.5, 6.3, 3.8, 3.4, 5.3, 9, 12.5, 19, 27, 34.5, 38, 41.5, 42, 42, 42, 42, 40, 36, 31, 27.5, 23.5, 18, 12,
];
const quietDay = [10, 7, 5, 3.5, 4, 8, 13, 17, 21, 26, 32, 37, 40, 39, 38, 37, 36, 34, 31, 27, 24, 21, 16, 11];
