import { type ErrorCodeName, errorCodes } from './error-codes.ts'

/** Whether a value is a registered error code. */
export function isErrorCode(code: unknown): code is ErrorCodeName {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code)
}
