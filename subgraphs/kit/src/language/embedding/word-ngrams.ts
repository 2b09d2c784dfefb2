/** The character 3- to 5-grams of a folded word with its ends marked: "flat" gives `<fl`, `fla`, `lat`, `at>`, `<fla`, ... */
export function wordNgrams(word: string): readonly string[] {
  const marked = `<${word}>`
  const ngrams: string[] = []
  for (let size = 3; size <= 5; size++) {
    for (let at = 0; at + size <= marked.length; at++) ngrams.push(marked.slice(at, at + size))
  }
  return ngrams
}
