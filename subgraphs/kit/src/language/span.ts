/** A half-open range `[start, end)` of a text, in UTF-16 units: `text.slice(start, end)` is what it covers. */
export type Span = { readonly start: number; readonly end: number }
