/** The mime type in which a cell reports a tag of its run. */
export const tagMime = "application/vnd.cuaderno.tag+json";
