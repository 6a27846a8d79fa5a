import type { RandomSource } from "cuaderno";

/** The weather of one hour as the sample writes it. `words` holds one word per row that the hour gets. */
export interface HourWeather {
  readonly temp: number;
  readonly rain: number;
  readonly snow: number;
  readonly clouds: number;
  readonly words: readonly string[];
}

/** Hourly weather that remembers the hour before: a warm spell lasts days, a wet one hours. */
export function weatherGenerator(random: RandomSource): (dayOfYear: number, hour: number, year: number) => HourWeather {
  let spell = 0;
  let sky = 0.5;
  let wet = false;
  return (dayOfYear, hour, year) => {
    spell = 0.985 * spell + 0.9 * random.normal();
    sky = Math.min(1, Math.max(0, 0.9 * sky + 0.05 + 0.16 * random.normal()));
    wet = random.uniform() < (wet ? 0.8 : sky > 0.5 ? 0.055 : 0.01);
    const season = -Math.cos((2 * Math.PI * (dayOfYear - 18)) / 365.25);
    const day = -Math.cos((2 * Math.PI * (hour - 3)) / 24);
    const warming = year >= 2017 ? 1.2 : 0;
    const temp = 281 + warming + 15 * season + (3.2 + season) * day + spell;
    const clouds = year >= 2017 ? stepClouds(sky) : Math.round(92 * sky);
    return { temp, clouds, ...fall(random, { wet, sky, temp, hour }) };
  };
}

/** From 2017 on the cover comes in a few fixed steps, as when a station is replaced: a drift to be found. */
function stepClouds(sky: number): number {
  return [1, 20, 40, 75, 90][Math.min(4, Math.floor(sky * 5))] as number;
}

function fall(
  random: RandomSource,
  {
    wet,
    sky,
    temp,
    hour,
  }: { readonly wet: boolean; readonly sky: number; readonly temp: number; readonly hour: number },
): Pick<HourWeather, "rain" | "snow" | "words"> {
  const amount = -Math.log(1 - random.uniform());
  const second = random.uniform();
  const third = random.uniform();
  if (wet && temp < 273.5) {
    const snow = second < 0.2 ? Math.min(0.51, 0.05 + amount / 10) : 0;
    return { rain: 0, snow, words: third < 0.3 ? ["Snow", "Mist"] : ["Snow"] };
  }
  if (wet) {
    const rain = second < 0.7 ? 0.25 + amount * 1.6 : 0;
    const main = temp > 292 && third < 0.35 ? "Thunderstorm" : amount < 0.35 ? "Drizzle" : "Rain";
    const others = second < 0.25 ? ["Mist"] : second < 0.3 ? ["Mist", "Fog"] : [];
    return { rain, snow: 0, words: [main, ...others] };
  }
  if (hour < 9 && sky > 0.55 && second < 0.25) return { rain: 0, snow: 0, words: [third < 0.2 ? "Fog" : "Mist"] };
  if (second > 0.9995) return { rain: 0, snow: 0, words: ["Smoke"] };
  if (second > 0.9993) return { rain: 0, snow: 0, words: ["Squall"] };
  if (second > 0.97) return { rain: 0, snow: 0, words: ["Haze"] };
  return { rain: 0, snow: 0, words: [sky < 0.42 ? "Clear" : "Clouds"] };
}
