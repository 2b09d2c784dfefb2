import { scanTokens, type Token } from './scan-tokens.ts'

type Node<T> = { readonly next: Map<string, Node<T>>; readonly values: T[] }

/** A phrase that was found: how many tokens it covers and what is known of it. */
export type PhraseMatch<T> = { readonly length: number; readonly values: readonly T[] }

export type PhraseTrie<T> = {
  /** Adds a phrase; it is compared without regard to case and accents. */
  readonly add: (phrase: string, value: T) => void
  /** Every phrase that starts at token `index`, longest first. A point after an abbreviation of up to three letters is passed over. */
  readonly matchAt: (tokens: readonly Token[], index: number) => readonly PhraseMatch<T>[]
}

const none: readonly never[] = []

/** A set of phrases that finds those starting at a token in time proportional to the longest one. */
export function createPhraseTrie<T>(): PhraseTrie<T> {
  const root: Node<T> = { next: new Map(), values: [] }

  function add(phrase: string, value: T): void {
    let node = root
    for (const token of scanTokens(phrase)) {
      if (token.folded === '.') continue
      const next = node.next.get(token.folded) ?? { next: new Map(), values: [] }
      node.next.set(token.folded, next)
      node = next
    }
    if (node !== root) node.values.push(value)
  }

  function matchAt(tokens: readonly Token[], index: number): readonly PhraseMatch<T>[] {
    if (!root.next.has(tokens[index]?.folded ?? '')) return none
    const matches: PhraseMatch<T>[] = []
    let node: Node<T> | undefined = root
    for (let i = index; i < tokens.length; i++) {
      const token = tokens[i] as Token
      if (i > index && isAbbreviationPoint(tokens[i - 1], token)) continue
      node = node.next.get(token.folded)
      if (node === undefined) break
      if (node.values.length > 0) matches.unshift({ length: i - index + 1, values: node.values })
    }
    return matches
  }

  return { add, matchAt }
}

function isAbbreviationPoint(before: Token | undefined, token: Token): boolean {
  return token.raw === '.' && token.isGlued && before?.kind === 'word' && before.raw.length <= 3
}
