/**
 * The phrases that a pattern stands for: "(dogs|cats) (are|) welcome" is four. Groups do not nest; an empty choice leaves the
 * group out.
 */
export function expandPhrases(pattern: string): readonly string[] {
  let phrases = ['']
  pattern.split(/\(([^)]*)\)/).forEach((part, i) => {
    // split() with a capture puts the groups at odd places.
    const choices = i % 2 === 1 ? part.split('|') : [part]
    phrases = phrases.flatMap((phrase) => choices.map((choice) => phrase + choice))
  })
  return phrases.map((phrase) => phrase.replace(/\s+/g, ' ').trim())
}
