/** Where the supergraph comes from. */
export interface SupergraphSource {
  /** What it is, for logs: no passwords, no query of an address. */
  readonly description: string
  /** Whether a fault at the start is final: a file that is missing stays missing, a service that is down comes back. */
  readonly isLocal: boolean
  /** The SDL as it is now. Rejects when it cannot be read; the message names what and why. */
  readonly load: () => Promise<string>
  /**
   * Tells each other SDL that appears, one after the other: the next only when `onChange` is done. After a fault the SDL is
   * told again, also when it is the same, so that the fault ends. Returns what stops it; after that nothing is told.
   */
  readonly watch: (onChange: (sdl: string) => Promise<void>, onFault: (error: Error) => void) => () => void
}
