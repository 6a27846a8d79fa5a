/** First characters of the names of unfinished writes; stores hide such files. */
export const temporaryPrefix = ".cuaderno-writing-";
