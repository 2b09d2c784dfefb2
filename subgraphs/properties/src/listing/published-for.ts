/** How long a listing stays published before it expires: 90 days. */
export const publishedForMs = 90 * 24 * 60 * 60 * 1000
