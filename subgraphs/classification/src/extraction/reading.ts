import type { Sense, SenseKind, SenseOf } from './lexicon/sense.ts'
import type { PhraseMatch, PhraseTrie } from './phrase-trie.ts'
import type { Token } from './scan-tokens.ts'

export type Found<K extends SenseKind> = { readonly sense: SenseOf<K>; readonly length: number }

/** A text on its way to being understood: its tokens, and what the tables say of the phrase that starts at each. */
export type Reading = {
  readonly tokens: readonly Token[]
  /** The longest phrase at `index` that has this kind of meaning; nothing where a longer phrase is known to mean something else. */
  readonly find: <K extends SenseKind>(index: number, kind: K) => Found<K> | undefined
  /** Tokens covered when the longest phrase at `index` is one that must not be taken for its parts ("pool table"); else 0. */
  readonly blockedLength: (index: number) => number
}

const none: readonly never[] = []

/** A reading that looks each place up once in every trie; at equal length the earlier trie goes first. */
export function createReading(tokens: readonly Token[], tries: readonly PhraseTrie<Sense>[]): Reading {
  const memo: (readonly PhraseMatch<Sense>[] | undefined)[] = new Array(tokens.length)

  function matchesAt(index: number): readonly PhraseMatch<Sense>[] {
    if (index < 0 || index >= tokens.length) return []
    const known = memo[index]
    if (known !== undefined) return known
    let matches: readonly PhraseMatch<Sense>[] = none
    for (const trie of tries) {
      const more = trie.matchAt(tokens, index)
      if (more.length > 0)
        matches = matches.length === 0 ? more : [...matches, ...more].sort((a, b) => b.length - a.length)
    }
    memo[index] = matches
    return matches
  }

  function find<K extends SenseKind>(index: number, kind: K): Found<K> | undefined {
    for (const match of matchesAt(index)) {
      for (const sense of match.values)
        if (sense.kind === kind) return { sense: sense as SenseOf<K>, length: match.length }
      if (match.values.some((sense) => sense.kind === 'blocked')) return undefined
    }
    return undefined
  }

  function blockedLength(index: number): number {
    const longest = matchesAt(index)[0]
    return longest?.values.some((sense) => sense.kind === 'blocked') === true ? longest.length : 0
  }

  return { tokens, find, blockedLength }
}
