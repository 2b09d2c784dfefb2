/** Labels of a client's version. */
export interface ClientLabels {
  readonly client: string
  readonly version: string
}

/**
 * Keeps labels of clients and their versions bounded: the first `max` different pairs stay as they are, later ones are
 * `other`. What a client does not tell is `none`.
 */
export function createBoundedClient(max: number): (name: string, version: string) => ClientLabels {
  const known = new Map<string, ClientLabels>()
  const other: ClientLabels = { client: 'other', version: 'other' }
  return (name, version) => {
    const key = `${name}\n${version}`
    const before = known.get(key)
    if (before !== undefined) return before
    if (known.size >= max) return other
    const labels = { client: name || 'none', version: version || 'none' }
    known.set(key, labels)
    return labels
  }
}
