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
 * A place's name as filters compare it: NFKC, lower case, no diacritics, single spaces ("  Bình  Thạnh" is
 * "binh thanh"). What `cityKey` and `districtKey` hold, and what a filter's cities and districts are turned into.
 */
export function foldPlace(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[đøłßæœıðþ]/g, (letter) => letters[letter] ?? letter)
    .split(/\s/)
    .filter(Boolean)
    .join(' ')
}
