import { randomSource } from "../../../core/random-source.js";

/**
 * Hourly rides of 120 days, synthetic: a daily pattern, weekends, rain; some readings missing, the last month warmer.
 */
export function ridesSample(): string {
  const random = randomSource(12);
  const lines = Array.from({ length: 24 * 120 }, (_, hour) => {
    const time = new Date(Date.UTC(2024, 0, 1, hour)).toISOString().slice(0, 19).replace("T", " ");
    const weather = ["sun", "rain", "fog"][random.integer(3)] as string;
    const isWeekend = new Date(Date.UTC(2024, 0, 1, hour)).getUTCDay() % 6 === 0;
    const peak = 200 * Math.exp(-(((hour % 24) - 17) ** 2) / 18);
    const temperature = 8 + 4 * random.normal() + (hour > 24 * 90 ? 9 : 0);
    const riders = peak * (isWeekend ? 0.5 : 1) * (weather === "rain" ? 0.6 : 1) + 20 + 6 * random.normal();
    const shown = random.uniform() < 0.03 ? "" : temperature.toFixed(1);
    const station = "AB"[hour % 2];
    return [time, weather, shown, String(isWeekend), station, Math.max(0, Math.round(riders))].join(",");
  });
  return ["time,weather,temperature,holiday,station,riders", ...lines, ""].join("\n");
}
