import type { GroupKey, KeyKind } from "../compute/group-rows.js";

/** A mark of an axis. */
export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** About `count` round numbers between two numbers. */
export function numberTicks(low: number, high: number, count: number): readonly Tick[] {
  if (!(high > low)) return [{ value: low, text: formatTick(low, Math.abs(low) || 1) }];
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const value = (first + index) * step;
    return { value, text: formatTick(value, step) };
  });
}

function formatTick(value: number, step: number): string {
  const size = Math.abs(value);
  if (size >= 1e6 && step >= 1e5) return `${trimmed(value / 1e6, step / 1e6)}M`;
  if (size >= 1e5 && step >= 1e3) return `${trimmed(value / 1e3, step / 1e3)}k`;
  return trimmed(value, step);
}

function trimmed(value: number, step: number): string {
  const decimals = Math.max(0, Math.min(10, -Math.floor(Math.log10(step) + 1e-9)));
  const text = value.toFixed(decimals);
  const plain = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return plain.replace(/^-0$/, "0").replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, Math.abs(value) >= 10_000 ? "," : "");
}

const units = [
  ["hour", 3_600_000, [1, 3, 6, 12]],
  ["day", 86_400_000, [1, 2, 7, 14]],
] as const;

/** About `count` round times between two times. */
export function timeTicks(low: number, high: number, count: number): readonly Tick[] {
  const raw = (high - low) / Math.max(1, count);
  for (const [unit, ms, steps] of units) {
    const step = steps.find((factor) => factor * ms >= raw);
    if (step === undefined) continue;
    const first = Math.ceil(low / (ms * step));
    const length = Math.max(0, Math.floor(high / (ms * step)) - first + 1);
    return Array.from({ length }, (_, index) => {
      const value = (first + index) * ms * step;
      const iso = new Date(value).toISOString();
      return { value, text: unit === "hour" && !iso.includes("T00:00") ? iso.slice(11, 16) : iso.slice(5, 10) };
    });
  }
  const months = [1, 3, 6, 12, 24, 60, 120].find((step) => step * 30.4 * 86_400_000 >= raw) ?? 240;
  const start = new Date(low);
  const firstMonth = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  const ticks: Tick[] = [];
  for (let month = firstMonth; ticks.length < 50; month += months) {
    const value = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (value > high) break;
    const iso = new Date(value).toISOString();
    if (value >= low) ticks.push({ value, text: months % 12 === 0 ? iso.slice(0, 4) : iso.slice(0, 7) });
  }
  return ticks;
}

/** A key of a group as readers see it. */
export function keyText(key: GroupKey, kind: KeyKind): string {
  if (typeof key === "string") return key;
  if (kind !== "time") return Number.isNaN(key) ? "" : String(Number(key.toPrecision(7)));
  const iso = new Date(key).toISOString();
  if (!iso.endsWith("T00:00:00.000Z")) return iso.slice(0, 16).replace("T", " ");
  return iso.slice(8, 10) === "01" ? iso.slice(0, 7) : iso.slice(0, 10);
}
