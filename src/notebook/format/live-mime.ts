/** The mime type that marks an output as a live page, whose data are in its HTML; the value has a `summary`. */
export const liveMime = "application/vnd.cuaderno.live+json";
