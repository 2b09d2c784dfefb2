const letters: Readonly<Record<string, string>> = {
  đ: 'd',
  ø: 'o',
  ł: 'l',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ð: 'd',
  þ: 'th',
}

/**
 * Text as search compares it: NFKC, lower case, Latin diacritics removed ("Bình Thạnh" is "binh thanh", "m²" is "m2").
 * Its length may differ from the original's: offsets into it mean nothing in the original.
 */
export function foldText(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase()
  // Most text is ASCII: skip the slow steps for it.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII on purpose
  if (/^[\u0000-\u007f]*$/.test(lower)) return lower
  return lower
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[đøłßæœıðþ]/g, (letter) => letters[letter] ?? letter)
}
