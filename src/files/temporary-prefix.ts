/** How the names of unfinished writes begin; they are no objects and are never listed. */
export const temporaryPrefix = ".cuaderno-writing-";
