// What the crime notebooks use: the publisher's files and layouts, and the schemas of the tables.

export { crimeFileSchema, crimeSchema, stationSchema } from "./crime-schema.js";
export { type CrimeSourceOptions, crimeSource, monthFiles } from "./crime-source.js";
export { parseCrimeFile, readCrimeFile } from "./read-crime-file.js";
export { readStations, type Station } from "./read-stations.js";
