// What the traffic notebooks use: the schema, the publisher's files, and the step that serving needs.

export { type HolidaySpreadSettings, holidaySpread } from "./holiday-spread.js";
export { trafficSchema, type WeatherWord } from "./traffic-schema.js";
export { trafficSource } from "./traffic-source.js";
