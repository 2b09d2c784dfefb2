import type { SpamSign } from './spam-sign.ts'

interface PhraseRule {
  readonly reason: string
  readonly weight: number
  /** Compared with folded text, on whole words. */
  readonly phrases: readonly string[]
}

/** What advance-fee fraud says, in the languages of the catalogue: English, Spanish, French, German, Vietnamese. */
const rules: readonly PhraseRule[] = [
  {
    reason: 'names a way to pay that cannot be taken back',
    weight: 1,
    phrases: [
      'western union',
      'moneygram',
      'money gram',
      'ria money transfer',
      'paysafecard',
      'gift cards? only',
      '(?:pay|payment|deposit|bezahlung|zahlung|pago|paiement|thanh toan|dat coc)[^.!?\\n]{0,30}(?:bitcoin|usdt|crypto\\w*|krypto\\w*|gift cards?|carte cadeau|tarjetas? regalo|geschenkkarten?)',
    ],
  },
  {
    reason: 'asks for money before anyone has seen the property',
    weight: 1,
    phrases: [
      '(?:deposit|payment|money|rent) (?:is )?(?:required |needed |due |must be paid )?(?:before|prior to) (?:the |any |a )?(?:viewing|visit|showing|seeing)',
      '(?:deposito|fianza|senal|pago|dinero) (?:por adelantado )?antes de (?:la |ver|visitar)\\s?(?:visita)?',
      '(?:acompte|caution|depot|virement|paiement|argent) avant (?:la |toute )?(?:visite|de visiter)',
      '(?:anzahlung|kaution|uberweisung|zahlung|geld) vor (?:der |einer )?besichtigung',
      '(?:dat coc|chuyen (?:khoan|tien)|dong tien) truoc khi (?:xem|di xem)',
    ],
  },
  {
    reason: 'says that keys come by post or courier',
    weight: 1,
    phrases: [
      '(?:send|mail|ship|post|courier) (?:you )?the keys',
      'keys (?:will be |are |can be )?(?:sent|mailed|shipped|posted|couriered|delivered by (?:dhl|fedex|ups|mail|courier))',
      '(?:enviar\\w*|mandar\\w*)(?: \\w+)? las llaves',
      'envoyer\\w*(?: \\w+)? les cl(?:e|ef)s',
      'schlussel(?: \\w+){0,3} (?:zuschicken|zusenden|zugeschickt|zugesandt|per (?:post|dhl|kurier))',
      'gui chia khoa',
    ],
  },
  {
    reason: 'says that its owner is away and cannot show it',
    weight: 0.7,
    phrases: [
      "(?:i am|i'm|we are|i m) (?:currently |now |presently )?(?:out of the country|out of state|abroad|overseas|on a mission|working in (?:africa|nigeria|the uk))",
      '(?:estoy|me encuentro) (?:actualmente )?(?:fuera del pais|en el extranjero)',
      '(?:je suis|je me trouve) (?:actuellement )?(?:a l.etranger|en mission)',
      'ich (?:bin|befinde mich) (?:zurzeit |derzeit |momentan )?im ausland',
      '(?:toi|minh) (?:hien )?dang o nuoc ngoai',
    ],
  },
  {
    reason: 'presses or promises as advertisements do',
    weight: 0.35,
    phrases: [
      'call now',
      'act now',
      'click here',
      'guaranteed (?:income|profit|returns?|approval)',
      'make money fast',
      '100% free',
      'llame (?:ya|ahora)',
      'haga clic aqui',
      'appelez (?:vite|maintenant)',
      'cliquez ici',
      'jetzt anrufen',
      'klicken sie hier',
      'goi ngay',
      'bam vao day',
    ],
  },
]

const compiled = rules.map(({ phrases, ...rule }) => ({
  ...rule,
  pattern: new RegExp(`(?<![\\p{L}\\p{N}])(?:${phrases.join('|')})(?![\\p{L}\\p{N}])`, 'u'),
}))
/** Every phrase has one of these: most texts have none, and need not be looked through for the phrases. */
const stems =
  /western|gram|ria money|paysafe|gift|bitcoin|usdt|crypto|krypto|cadeau|regalo|geschenkk|before|prior|antes de|avant|vor (?:der|einer)|truoc khi|keys|llaves|cles|clefs|schlussel|chia khoa|country|state|abroad|overseas|mission|working in|pais|extranjero|etranger|ausland|nuoc ngoai|now|click|guarantee|money fast|free|llame|clic|appelez|anrufen|klicken|goi ngay|bam vao/
/** "Never pay by Western Union" warns of it. */
const warning =
  /(?:never|not|n't|don't|beware|avoid|scam|fraud|nunca|jamas|jamais|ne pas|nie|niemals|kein\w*|khong)[^.!?\n]{0,80}$/u

/** What swindlers write, in a folded text. One sign for each kind, with the words that were found. */
export function findPhrases(folded: string, path: SpamSign['path']): SpamSign[] {
  if (!stems.test(folded)) return []
  const plain = folded.replace(/[’`]/g, "'").replace(/[^\S\n]+/g, ' ')
  return compiled.flatMap(({ reason, weight, pattern }) => {
    const match = pattern.exec(plain)
    if (match === null || warning.test(plain.slice(Math.max(0, match.index - 100), match.index))) return []
    return [{ path, reason: `${reason}: "${match[0].slice(0, 60)}".`, weight }]
  })
}
