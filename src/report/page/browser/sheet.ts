/** A sheet of paper of either common size, in pixels, and how wide tables are on it. */
export const sheet = { width: 660, height: 860, tableScale: 0.97 } as const;
