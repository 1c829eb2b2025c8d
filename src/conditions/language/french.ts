import { type AnswerRules, answerWordsOf, type LanguageRules } from './language-rules.js'
import { numbered, phrases, withoutAccents } from './phrases.js'

const ANSWERS: AnswerRules = {
  yes: phrases(
    `oui|ouais|ouaip|oui merci|mais oui|bien sûr|bien sur|bien entendu|absolument|évidemment|certainement|tout à fait|carrément|avec plaisir|volontiers|yes|grave|bien volontiers|si si|mais si|oui oui|je confirme|affirmatif`,
  ),
  mildYes: phrases('ok|okay|d accord|daccord|dac|très bien|entendu|parfait|soit|bon d accord|bon ok'),
  yesAlone:
    phrases(`exactement|exact|effectivement|en effet|c est ça|c est cela|c est bien ça|c est bon|c est bon pour moi|ça marche|ça roule|ça me va|cela me convient|ça me convient|pas de problème|pas de souci|pas de soucis|aucun problème|aucun souci|pourquoi pas|je veux bien|moi aussi|allez y|allez|vas y|allons y|faites le|faites donc|fais le|faites|c est parti
    s il vous plaît|s il vous plait|s il te plaît|s il te plait|svp|stp|je confirme|confirmé|je suis d accord|je suis partant|partant|je pense que oui|je crois que oui|je crois|je pense|j espère|bonne idée|ce serait bien|ce serait super|ce serait parfait|ce serait gentil|je suis prêt|je suis prête|prêt|prête|j accepte|je valide|je n ai rien contre|rien contre|j imagine que oui|j aimerais bien|je n y vois pas d inconvénient|j en suis sûr|j en suis sûre|je suis sûr|je suis sûre|ça a marché|ça remarche`),
  shortYes: phrases('je veux|je le veux|je le suis|il l est|c est le cas|je l ai|si|j en veux'),
  no: phrases(`non|nan|non merci|pas pour l instant|pas pour le moment|je n en veux pas|j en veux pas|je ne le souhaite pas|je préfère que non|mieux vaut pas|je suis contre|ça ne m intéresse pas|cela ne m intéresse pas|ça m intéresse pas|ah non|oh non|mais non|surtout pas|certainement pas|absolument pas|pas du tout|pas vraiment|pas encore|pas maintenant|pas aujourd hui|pas tout de suite|pas question|hors de question|jamais de la vie|en aucun cas|pas pour moi|plutôt pas|bien sûr que non|évidemment non
    je ne veux pas|je veux pas|je ne souhaite pas|je souhaite pas|ne le faites pas|ne faites pas ça|ne fais pas ça|le faites pas|je refuse|je préfère pas|je préfère ne pas|je ne préfère pas|pas intéressé|pas intéressée|négatif|pas la peine`),
  noAlone: phrases(
    `jamais|rien|aucun|aucune|ni l un ni l autre|stop|arrêtez|arrête|annulez|annule|annuler|laissez tomber|laisse tomber|oubliez|oublie|oubliez ça|ce ne sera pas nécessaire|pas nécessaire|pas besoin|je n en ai pas besoin|c est tout|ce sera tout|ça ira|ça ira merci|ça va aller|je crois pas|je ne crois pas|je ne pense pas|je pense pas|je pense que non|je crois que non|j espère que non|j ai changé d avis|une autre fois|plus tard|sans façon|ça ne me va pas|ça ne me convient pas`,
  ),
  shortNo: phrases('je ne le veux pas|je ne suis pas|ce n est pas le cas|moi non plus|ce n est pas ça|c est pas ça'),
  unsure:
    phrases(`peut être|peut être plus tard|pas vraiment sûr|pas vraiment sûre|je vais réfléchir|oui et non|bof|je n ai pas encore décidé|j ai pas encore décidé|peut etre|ptêt|possible|c est possible|probablement|éventuellement|je ne sais pas|je sais pas|je ne sais pas encore|chais pas|j sais pas|sais pas|j en sais rien|je n en sais rien|aucune idée|pas d idée|pas la moindre idée|je n ai aucune idée|pas sûr|pas sûre|je ne suis pas sûr|je ne suis pas sûre|je suis pas sûr|je suis pas sûre|pas certain|pas certaine|je ne suis pas certain|je ne suis pas certaine|je ne suis pas encore sûr|je ne suis pas encore sûre|je suis pas certain
    ça dépend|cela dépend|tout dépend|qui sait|difficile à dire|on verra|à voir|faut voir|il faut que je réfléchisse|je dois réfléchir|laissez moi réfléchir|j hésite|indécis|indécise|les deux|l un ou l autre|ni oui ni non`),
  affirming: phrases('vrai|juste|correct|exact|bien|bon|super|génial|parfait|excellent|oui|certain|sûr|sûre|le cas|génial'),
  denying: phrases('faux|fausse|incorrect|mauvais|non|erroné|inexact|nul|n importe quoi'),
  negations: phrases('pas|jamais|non'),
  passing: phrases(
    'non seulement|oui ou non|pas seulement|pas mal|bon à savoir|ok google|bien sûr que je sais|si vous|si je|si on|si tu|si c|si ça',
  ),
  plainly: withoutAccents,
  interjections: phrases(
    `merci|merci beaucoup|merci bien|s il vous plaît|s il vous plait|svp|désolé|désolée|pardon|bonjour|salut|euh|heu|hum|hm|hmm|ah|oh|ben|bah|eh bien|bon|alors|donc|et|voilà|monsieur|madame|malheureusement|hélas|merci mais|désolé mais|désolée mais`,
  ),
  corrections: phrases('je veux dire|je voulais dire|enfin|attendez|attends|pardon|plutôt|en fait|désolé|désolée|finalement'),
  fillers: phrases(
    `vraiment|très|tout|tout à fait|totalement|complètement|absolument|franchement|honnêtement|en fait|là|encore|aussi|maintenant|déjà|je|j|on|nous|vous|tu|il|elle|ce|c|ça|cela|le|la|l|les|un|une|des|de|d|du|n|ne|y|en|est|suis|serait|sera|était|ai|a|dirais|dis|pense|crois|trouve|que|qu|me|m|mon|ma|moi|votre|ta|sur|pour|avec|à|au|sûr|réponse|ma réponse|plutôt|semble|paraît|hélas|malheureusement|même`,
  ),
  courtesy: phrases('merci|merci beaucoup|s il vous plaît|s il vous plait|svp|vraiment|oui|non|bien|aussi|encore'),
  but: phrases('mais|sauf|cependant|toutefois|à condition|seulement si|si vous|si tu|si c|si ça|tant que|pourvu que'),
  questions: phrases(
    `quoi|qui est|qui sont|quand|où|comment|combien|quel|quelle|quels|quelles|pourquoi|est ce|est ce que|qu est ce|c est quoi|que faire|avez vous|as tu|êtes vous|es tu|peut on|puis je|pouvez vous|peux tu|pourriez vous|pourrais tu|pourrais je|dois je|faut il|y a t il|vous êtes sûr|vous êtes sûre|tu es sûr|t es sûr|ça va`,
  ),
  speakers: ['je', 'j', 'moi'],
}

/** French. Words end at an apostrophe, so that "c'est" is `c` and `est`. */
export const FRENCH: LanguageRules = {
  negation: {
    cues: 'ne n pas jamais rien sans aucun aucune personne ni guère impossible refuse refusé cessé arrêté'.split(' '),
    narrowCues: ['non'],
    laterCues: 'pas jamais'.split(' '),
    fillers: 'le la les l un une des de d du vraiment très tout à fait encore plus si même'.split(' '),
    ends: 'et mais ou donc parce car si que qui quoi comment où alors sinon maintenant'.split(' '),
    exemptAfter: ['seulement', 'que'],
    notNarrowly: /^(?:c|ça|il|elle|je|j|tout|merci|maintenant)$/,
  },
  fields: {
    numbers: {
      words: {
        ...numbered('zéro', 0),
        ...numbered('deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize', 2),
        vingt: 20,
      },
      articles: { un: 1, une: 1 },
      notAfter: ['l', 'chaque', 'pas', 'quelqu', 'd'],
      scales: 'cent cents mille million millions virgule'.split(' '),
    },
    corrections: phrases('mais|plutôt|finalement|en fait|je voulais dire|je veux dire|à la place|mettez|mets|plutot'),
  },
  answerWords: answerWordsOf(ANSWERS),
  answers: ANSWERS,
}
