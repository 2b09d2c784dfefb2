/**
 * Counts the ways of indexing: analysis, weights, what a listing's text is made of. Raise it when one changes, and
 * everything is indexed again in the background, text by text, while searches go on with what is there.
 */
export const indexVersion = 1
