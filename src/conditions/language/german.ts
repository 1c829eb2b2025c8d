import { type AnswerRules, answerWordsOf, type LanguageRules } from './language-rules.js'
import { numbered, phrases } from './phrases.js'

const PLAIN = new Map([
  ['ä', 'ae'],
  ['ö', 'oe'],
  ['ü', 'ue'],
  ['ß', 'ss'],
])

/** The words of "I don't know" stand apart: "weiß ich leider nicht". */
const NOT_KNOWN = ['ehrlich gesagt', 'leider', 'auch', 'selbst', 'gerade', 'wirklich', 'so genau', 'gar'].flatMap((between) =>
  ['weiß', 'weiss'].flatMap((know) => [`${know} ich ${between} nicht`, `ich ${know} ${between} nicht`, `ich ${know} es ${between} nicht`]),
)

const ANSWERS: AnswerRules = {
  yes: phrases(
    `ja|jawohl|jo|jep|jepp|jap|joa|jaja|ja bitte|ja gerne|ja gern|na klar|aber klar|klar doch|natürlich|selbstverständlich|auf jeden fall|na sicher|aber sicher|aber gerne|unbedingt|definitiv ja`,
  ),
  mildYes: phrases(
    'ok|okay|okey|klar|gut|in ordnung|geht in ordnung|geht klar|das geht in ordnung|ist in ordnung|alles klar|einverstanden|von mir aus|meinetwegen|na gut|also gut|sicher',
  ),
  yesAlone:
    phrases(`bitte|gerne|gern|sehr gern|sehr gerne|genau|richtig so|passt|passt so|passt schon|das passt|stimmt|das stimmt|so ist es|mach das|mach mal|machen sie das|tu das|tun sie das|nur zu|los|leg los
    kein problem|keine einwände|kein einwand|warum nicht|wieso nicht|nichts dagegen|habe nichts dagegen|hab nichts dagegen|das wäre toll|das wäre sehr nett|würde mich freuen|ich würde mich freuen|genau so|machen sie ruhig|machen wir|machen wir so|bin dafür|ich bin dafür|doch schon|spricht nichts dagegen|los geht es|es hat geklappt|hat geklappt|das wäre super|das wäre schön|das wäre gut|das wäre nett|klingt gut|hört sich gut an
    ich stimme zu|stimme zu|bin dabei|ich bin dabei|bestätigt|ich bestätige|bestätige|weiter so|ich will|ich möchte|will ich|möchte ich|denke schon|denke ja|glaube schon|glaube ja|ich hoffe|hoffentlich|bin bereit|absolut|perfekt so|gute idee|unbedingt|doch|doch bitte|jederzeit`),
  shortYes: phrases('ich auch|ist es|habe ich|hab ich|mache ich|mach ich'),
  no: phrases(`nein|ne|nee|nö|nein danke|ne danke|nee danke|auf keinen fall|auf gar keinen fall|keinesfalls|niemals|eher nicht|lieber nicht|besser nicht|noch nicht|jetzt nicht|nicht jetzt|heute nicht|nicht heute|nicht wirklich|gar nicht|überhaupt nicht
    bloß nicht|bitte nicht|ich will nicht|nie im leben|brauche ich nicht|ich brauche das nicht|das brauche ich nicht|ich bin dagegen|bin dagegen|ich will kein geld zurück|das will ich nicht|das möchte ich nicht|nicht machen|lass mal|lassen wir das|lassen sie es|ich möchte nicht|will nicht|möchte nicht|kein interesse|kein bedarf|ganz und gar nicht|absolut nicht|definitiv nicht|sicher nicht|bestimmt nicht|natürlich nicht|unter keinen umständen|mach das nicht|machen sie das nicht|tu das nicht|tun sie das nicht`),
  noAlone:
    phrases(`nicht|nie|nichts|keine|keiner|keins|danke nein|stop|stopp|halt|abbrechen|abbruch|lass es|lass das|lassen sie das|vergiss es|vergessen sie es|egal vergiss es|nicht nötig|nicht notwendig|das ist nicht nötig
    das reicht|das wars|das war es|alles gut|alles gut danke|passt nicht|das passt nicht|ich glaube nicht|glaube nicht|denke nicht|ich denke nicht|ich hoffe nicht|habe es mir anders überlegt|hab es mir anders überlegt|anders überlegt|ein andermal|ein anderes mal|später|ich lehne ab|lehne ab|abgelehnt|glaub nicht`),
  shortNo: phrases('ich nicht|habe ich nicht|hab ich nicht|ist es nicht|mache ich nicht'),
  unsure:
    phrases(`vielleicht|vielleicht später|später vielleicht|ja und nein|wahrscheinlich|teils teils|mal schauen|ich überlege noch|überlege noch|das muss ich mir überlegen|muss ich mir überlegen|eventuell|evtl|möglicherweise|womöglich|mal sehen|weiß nicht|weiss nicht|weiß ich nicht|weiss ich nicht|ich weiß nicht|ich weiss nicht|ich weiß es nicht|ich weiss es nicht|weiß es nicht|weiß nicht genau|weiß ich noch nicht|weiss ich noch nicht|weiß noch nicht|keine ahnung|kein plan|keinen plan|keinen schimmer|unsicher|bin unsicher|bin mir unsicher
    nicht sicher|bin nicht sicher|bin mir nicht sicher|bin mir noch nicht sicher|nicht ganz sicher|schwer zu sagen|kommt darauf an|kommt drauf an|kommt ganz darauf an|das kommt darauf an|je nachdem|jein|wer weiß|kann sein|könnte sein|kann ich nicht sagen|das kann ich nicht sagen|muss überlegen|muss noch überlegen|muss ich überlegen|muss ich noch überlegen|muss ich erst überlegen|muss darüber nachdenken|unentschlossen|unentschieden|entweder oder|beides|sowohl als auch`).concat(
      NOT_KNOWN,
    ),
  affirming: phrases(
    'richtig|korrekt|wahr|gut|super|toll|prima|perfekt|wunderbar|ausgezeichnet|fein|ja|sicher|zutreffend|der fall|bestimmt|recht|hervorragend',
  ),
  denying: phrases('falsch|unwahr|inkorrekt|schlecht|nein|gelogen|quatsch|unsinn|unzutreffend|verkehrt'),
  negatesBefore: true,
  negations: phrases('nicht|nich|kein|keine|nie|glaube nicht|denke nicht'),
  passing: phrases(
    'nicht nur|ja oder nein|nicht mehr|gut zu wissen|klar ist|sicher ist|ok google|gut möglich|nein oder ja|natürlich weiß ich',
  ),
  plainly: (phrase) => phrase.replace(/[äöüß]/g, (letter) => PLAIN.get(letter) ?? letter),
  interjections: phrases(
    `bitte|danke|danke schön|dankeschön|vielen dank|danke sehr|tut mir leid|sorry|entschuldigung|na|also|oh|ach|ah|äh|ähm|hm|hmm|tja|naja|na ja|und|hallo|hi|hey|so|dann|nun|ja nun|leider|danke aber|sorry aber|tut mir leid aber`,
  ),
  corrections: phrases('ich meine|ich meinte|moment|warte|warten sie|sorry|entschuldigung|beziehungsweise|bzw|doch|vielmehr|ach'),
  fillers:
    phrases(`wirklich|ganz|sehr|total|völlig|absolut|definitiv|eigentlich|wohl|mal|doch|eben|halt|schon|auch|noch|jetzt|leider|ehrlich gesagt|ehrlich|echt|ich|wir|sie|du|es|das|dies|der|die|den|dem|ein|eine|mir|mich|uns|ihnen|dir|ist|sind|war|wäre|bin|hat|habe|hab|würde|würde sagen|sage|sagen|muss sagen|muss|kann|soll|sollte
    antwort|meine antwort|aussage|zu|von|für|mit|auf|in|an|als|im|wie|da|denke|glaube|meine|finde|klingt|scheint|hört sich|leider|deine|ihre|diese|dieser|so sehr|einfach|gar|überhaupt|damit|dazu|davon|dafür|daran|genau|welche|welches|ob|wenn|oder|beide|liebe|lieber`),
  courtesy: phrases('bitte|danke|vielen dank|danke schön|wirklich|auch|schon|ja|nein|doch|sehr|gerne|gern'),
  but: phrases('aber|jedoch|allerdings|außer|es sei denn|wenn|falls|sofern|nur wenn|vorausgesetzt|solange'),
  questions: phrases(
    `was|wer|wen|wem|wessen|wann|wo|wohin|woher|warum|wieso|weshalb|wie|welche|welcher|welches|wieviel|wie viel|ist es|ist das|ist die|ist der|ist mein|sind sie|sind die|bist du|haben sie|hast du|habe ich|hat das|können sie|kannst du|kann ich|kann man|könnten sie|könntest du|könnte ich|darf ich|dürfte ich|soll ich|sollte ich|wird das|wird es|werden sie|wirst du|würden sie|würdest du|gibt es|geht das|muss ich|machen sie das auch|stimmt das`,
  ),
  speakers: ['ich', 'wir', 'da', 'das'],
}

/** German. Contractions like "geht's" and "hab's" are written out. */
export const GERMAN: LanguageRules = {
  contractions: (word) => {
    const [, base] = /^(geht|gibt|hab|habe|ist|war|mach|will|wars|stimmt|passt)'s$/.exec(word) ?? []
    if (base !== undefined) return [base, 'es']
    return word === 'gehts' ? ['geht', 'es'] : word === 'gibts' ? ['gibt', 'es'] : undefined
  },
  contracted: ['es'],
  negation: {
    cues: (
      'nicht nich nie niemals niemand nichts kein keine keinen keinem keiner keines keinerlei ohne weder kaum unfähig aufgehört ' +
      'verweigert'
    ).split(' '),
    narrowCues: [],
    laterCues: 'nicht nich nie niemals kaum'.split(' '),
    fillers: 'der die das ein eine einen mehr noch so sehr ganz wirklich immer überhaupt'.split(' '),
    ends: 'und aber oder weil wenn ob denn sondern dass bitte sonst doch jetzt'.split(' '),
    exemptAfter: ['nur'],
  },
  fields: {
    numbers: {
      words: {
        null: 0,
        eins: 1,
        ...numbered(
          'zwei/zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig',
          2,
        ),
      },
      articles: { ein: 1, eine: 1, einen: 1, einer: 1, einem: 1 },
      notAfter: 'so noch auf in mit'.split(' '),
      scales: 'hundert tausend million millionen dutzend komma'.split(' '),
    },
    corrections: phrases(
      'aber|nein|nee|nö|sondern|doch lieber|lieber|stattdessen|doch|mach|machen sie|ich meine|ich meinte|eigentlich|ändern auf|ändere es auf',
    ),
  },
  answerWords: answerWordsOf(ANSWERS),
  answers: ANSWERS,
}
