/** What a command prints of an error: its message, and every problem of an input. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { problems } =
    (error as { extensions?: { problems?: readonly { path: string; reason: string }[] } }).extensions ?? {}
  if (problems === undefined) return error.message
  return problems.map(({ path, reason }) => `${path.replace(/^input\./, '')} ${reason}`).join('\n')
}
