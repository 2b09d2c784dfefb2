const lists: Readonly<Record<string, string>> = {
  en: `a about am an and any are as at be been being but by can could did do does doing for from had has have having he her here hers him his how
    i if in into is it its itself just me my of on or our ours she should so some such than that the their theirs them then there these they
    this those to too was we were what when where which who whom why will with would you your yours im ive id dont doesnt didnt isnt arent
    wasnt cant couldnt wont wouldnt shouldnt whats`,
  de: `aber als am an auch auf aus bei bin bis da das dass dem den der des die dies diese dieser doch du durch ein eine einem einen einer eines
    er es fur hat ich ihr im in ist ja kann mein mit nach nur ob oder sein sich sie sind so um und uns vom von war was wenn wer wie wir wird
    zu zum zur`,
  es: `a al algo ante como con de del desde donde dos el ella ellos en entre era es esa ese esta este esto fue ha hay la las le les lo los mas me
    mi muy o os para pero por que quien se ser si sin sobre son su sus te tu un una unas uno unos y ya yo`,
  fr: `a au aux avec ce ces cette dans de des du elle en est et eux il ils je la le les leur lui ma mais me mes moi mon nous on ou par pas pour qu
    que qui sa se ses son sont sur ta te tes toi ton tu un une vos votre vous y`,
  it: `a ad al alla alle anche che chi ci come con da dal dalla dei del della delle di e ed era gli ha ho i il in io la le lo ma mi ne nel nella non
    o per piu quale quando questo se si sono su sul tra un una uno vi`,
  nl: `aan al als bij dan dat de deze die dit een en er haar had hebben heeft het hij hoe ik in is je kan maar me met mijn naar niet nog nu of om
    ons ook op te tot u uit van voor was wat we wie wij wordt zal ze zich zij zijn zo zou`,
  pt: `a ao aos as com como da das de do dos e ela ele em entre era essa esse esta este eu foi ha isso ja la lhe mais mas me mesmo meu minha muito na
    nas no nos o os ou para pela pelo por qual que quem se sem seu sua suas tem um uma voce`,
  vi: 'la va cua co cac nhung mot cho trong voi tai khi nay do thi ma o den tu ra vao cung nhu duoc',
}
const sets = new Map<string, ReadonlySet<string>>()
const none: ReadonlySet<string> = new Set()

/** Folded function words of a language (ISO 639-1) that say nothing about a text's subject; empty for an unknown language. */
export function stopWords(language: string): ReadonlySet<string> {
  const list = lists[language]
  if (list === undefined) return none
  const known = sets.get(language)
  if (known) return known
  const words = new Set(list.split(/\s+/))
  sets.set(language, words)
  return words
}
