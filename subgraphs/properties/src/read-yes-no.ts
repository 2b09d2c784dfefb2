/** In English, Spanish, French, German and Vietnamese. */
export const trueTexts: readonly string[] = ['1', '1.0', 't', 'true', 'y', 'yes', 'sí', 'si', 'oui', 'ja', 'có']
export const falseTexts: readonly string[] = ['0', '0.0', 'f', 'false', 'n', 'no', 'non', 'nein', 'không']

/** What a text answers, in one of five languages; null when it is neither yes nor no. */
export function readYesNo(text: string): boolean | null {
  const answer = text.trim().normalize('NFC').toLowerCase()
  if (trueTexts.includes(answer)) return true
  return falseTexts.includes(answer) ? false : null
}
