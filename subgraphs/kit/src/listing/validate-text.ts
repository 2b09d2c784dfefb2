import type { InputProblem } from '../errors/create-input-error.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
const loneSurrogate = /[\ud800-\udfff]/u

/** What is wrong with a text that is to be stored or compared: too long, or characters that no database text can hold. */
export function validateText(text: string | null | undefined, lengthMax: number, path: string): InputProblem[] {
  if (text === null || text === undefined) return []
  if (text.length > lengthMax)
    return [{ path, reason: `has ${text.length} characters; at most ${lengthMax} are allowed.` }]
  if (control.test(text) || loneSurrogate.test(text))
    return [{ path, reason: 'contains control characters or broken Unicode.' }]
  return []
}
