/** Structured logging: details first, then a message, as pino has it. Tokens, passwords and variables never go in. */
export interface Logger {
  readonly debug: (details: object, message: string) => void
  readonly info: (details: object, message: string) => void
  readonly warn: (details: object, message: string) => void
  readonly error: (details: object, message: string) => void
}
