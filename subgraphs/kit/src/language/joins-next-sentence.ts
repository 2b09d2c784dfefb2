/** Abbreviations that are always followed by the word they belong to. */
const leading = new Set(
  `mr mrs ms mx dr prof rev hon gen col sgt capt lt gov sen rep messrs mme mlle sr sra srta hr fr ing arq lic tp
  apt apts ste bldg blk flr rm approx ca circa vs cf e.g i.e eg ie viz incl inkl excl fig figs vol pp art para sec ch ed eds
  mt z.b d.h u.a bzw ggf evtl env aprox avda av c.f tel fax ext`.split(/\s+/),
)
/** Abbreviations that may also end a sentence: they go on only before a digit, a lower-case letter or a unit's number. */
const trailing = new Set(
  `st str rd ave blvd ln ct pl sq dr hwy pkwy ter bd bds ba bth bths br brs bdrm bdrms bed beds bath baths ft in yd mi km min mins hr hrs yr yrs
  mo mos wk wks pm am p.m a.m p.c p.a no nos nr etc inc ltd co corp llc jr est avail util utils elec bsmt gar pkg prop
  jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun u.s u.k e.u d.c`.split(
    /\s+/,
  ),
)
/** Words that begin a sentence after an acronym with points ("the U.S. The ..."). */
const starters = new Set(
  'the a an it he she we they you i this that these those there here in on at if when how what who why where but and so as for please call no'.split(
    ' ',
  ),
)
const lastToken = /[\p{L}\p{N}.]{1,24}$/u
const firstToken = /^["'“‘(]?([\p{L}\p{N}#][\p{L}\p{N}.#]{0,23})/u
const streetPart = /^(?:apt|apts|unit|suite|ste|no|nos|flat|#)\b|^#/i

/**
 * Whether a break that Unicode's rules (UAX 29) put between `before` and `after` is none, because the point belongs to an
 * abbreviation ("sq. ft.", "St. James", "3 bd. 2.5 ba.", "No. 4", "e.g. Dublin", "J. Smith") or because the break stands inside
 * a sentence that quotes another ("Is it let?" she asked). `before` needs the sentence's last 48 characters, `after` the next 24.
 */
export function joinsNextSentence(before: string, after: string): boolean {
  const head = before.trim()
  const next = firstToken.exec(after.slice(0, 25).trimStart())?.[1] ?? ''
  if (next === '') return false
  const goesOn = /^[\p{Ll}\p{N}#]/u.test(next)
  if (/[?!]["'”’)]{1,3}$/.test(head)) return /^\p{Ll}/u.test(next)
  if (!head.endsWith('.')) return false
  const token = lastToken.exec(head.slice(0, -1))?.[0] ?? ''
  if (token === '') return false
  const word = token.toLowerCase()
  if (token === head.slice(0, -1) && /^(?:\p{N}{1,3}|\p{L})$/u.test(token)) return true
  if (word === 'no' || word === 'nos' || word === 'nr') return /^[\p{N}#]/u.test(next)
  if (word === 'st') return isSaint(head) || goesOn || streetPart.test(next)
  if (word === 'dr' && /\p{Lu}\p{L}{1,20} Dr\.$/u.test(head)) return goesOn || streetPart.test(next)
  if (leading.has(word)) return true
  if (trailing.has(word)) return goesOn || streetPart.test(next) || (/^\p{Lu}\.\p{Lu}$/u.test(token) && isName(next))
  if (/^\p{Lu}$/u.test(token)) return token !== 'I' && /^\p{Lu}/u.test(next) && isName(next)
  if (/^(?:\p{L}\.){1,6}\p{L}$/u.test(token)) return goesOn || isName(next)
  return false
}

/** "St." is Saint unless a capitalised name stands right before it ("James St."), which a preposition is not ("Near St. James"). */
function isSaint(head: string): boolean {
  if (/(?:^|\s)(?:at|by|from|in|near|of|on|to|the) St\.$/i.test(head)) return true
  return !/\p{Lu}[\p{L}'’]{1,24} St\.$/u.test(head) && !/\d(?:st|nd|rd|th) St\.$/i.test(head)
}

function isName(next: string): boolean {
  return /^\p{Lu}/u.test(next) && !starters.has(next.toLowerCase())
}
