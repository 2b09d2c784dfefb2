const lowered = new WeakMap<readonly string[], ReadonlySet<string>>()

/** The texts of a mapping without regard to case, made once for each list. */
export function lowerTexts(texts: readonly string[]): ReadonlySet<string> {
  const known = lowered.get(texts)
  if (known !== undefined) return known
  const made = new Set(texts.map((text) => text.toLowerCase()))
  lowered.set(texts, made)
  return made
}
