import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'

/** Throws BAD_USER_INPUT naming every text that is longer than its bound, in UTF-16 units. */
export function checkTexts(texts: Readonly<Record<string, { readonly text: string; readonly max: number }>>): void {
  const problems: InputProblem[] = Object.entries(texts)
    .filter(([, { text, max }]) => text.length > max)
    .map(([path, { text, max }]) => ({ path, reason: `has ${text.length} characters; at most ${max} are read.` }))
  if (problems.length > 0) throw createInputError(problems)
}
