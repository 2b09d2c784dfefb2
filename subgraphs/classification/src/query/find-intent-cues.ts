import { expandPhrases } from '../extraction/lexicon/expand-phrases.ts'
import { createPhraseTrie } from '../extraction/phrase-trie.ts'
import { scanTokens } from '../extraction/scan-tokens.ts'
import { intentCues } from './intent-cues.ts'

const trie = createPhraseTrie<string>()
for (const [cue, patterns] of Object.entries(intentCues)) {
  for (const pattern of patterns) for (const phrase of expandPhrases(pattern)) trie.add(phrase, cue)
}

/** The names of the cues that a text has, each once, by name. */
export function findIntentCues(text: string): readonly string[] {
  const tokens = scanTokens(text)
  const found = new Set<string>()
  for (let index = 0; index < tokens.length; index++) {
    for (const match of trie.matchAt(tokens, index)) for (const cue of match.values) found.add(cue)
  }
  return [...found].sort()
}
