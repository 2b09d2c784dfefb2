import { buildLexicon } from './build-lexicon.ts'
import { englishAttributes } from './english-attributes.ts'
import { englishListings } from './english-listings.ts'
import { englishPhrasing } from './english-phrasing.ts'
import { englishQuantities } from './english-quantities.ts'
import { french } from './french.ts'
import { german } from './german.ts'
import { parkingSenses } from './parking.ts'
import { petWords } from './pets.ts'
import { spanish } from './spanish.ts'
import { vietnamese } from './vietnamese.ts'

/** Every phrase that is understood, in all languages at once: people mix them, and short texts do not tell their language. */
export const lexiconTrie = buildLexicon(
  [englishQuantities, englishListings, englishAttributes, englishPhrasing, spanish, french, german, vietnamese],
  Object.values(petWords),
)

for (const { phrase, sense } of parkingSenses()) lexiconTrie.add(phrase, sense)
