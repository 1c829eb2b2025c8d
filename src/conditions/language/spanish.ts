import { type AnswerRules, answerWordsOf, type LanguageRules } from './language-rules.js'
import { numbered, phrases, withoutAccents } from './phrases.js'

const ANSWERS: AnswerRules = {
  yes: phrases(
    `sí|si|sip|sí por favor|si por favor|sí gracias|claro|claro que sí|claro que si|por supuesto|desde luego|cómo no|como no|órale|ándale|segurísimo|encantado|encantada|sin duda|sin dudas|afirmativo|así es|efectivamente|obvio|obviamente|ciertamente|absolutamente sí|con gusto|con mucho gusto|sí sí|si si`,
  ),
  mildYes: phrases('ok|okay|vale|bueno|de acuerdo|está bien|esta bien|dale|muy bien|perfecto|entendido|venga'),
  yesAlone:
    phrases(`por favor|absolutamente|definitivamente|totalmente|exacto|exactamente|correcto|eso es|es correcto|eso mismo|adelante|hazlo|hágalo|hagalo|hágalo por favor|hágalo ya|proceda|procede|confirmo|confirmado|lo confirmo|acepto|estoy de acuerdo|me parece bien|me parece|me gustaría|me encantaría|suena bien|sería genial|sería estupendo|sería perfecto|sería bueno|estaría bien|sin problema|sin problemas|no hay problema|no pasa nada|todo correcto|todo bien|estoy seguro|estoy segura|ya funciona|ha funcionado|ningún problema|ningun problema|por qué no|por que no|no me importa|no tengo inconveniente|no hay inconveniente|no veo por qué no
    creo que sí|creo que si|supongo que sí|supongo que si|supongo|pienso que sí|espero que sí|yo también|cuenta conmigo|estoy listo|estoy lista|listo|lista|quiero|lo quiero|buena idea|lo haré|apruebo|aprobado`),
  shortYes: phrases('lo soy|lo es|lo estoy|lo tengo|lo hago|yo sí|yo si|sí lo es|sí quiero'),
  no: phrases(
    `no|nop|nel|no gracias|claro que no|por supuesto que no|desde luego que no|de ninguna manera|de ningún modo|en absoluto|para nada|ni hablar|ni de broma|no lo deseo|de momento no|por el momento no|prefiero que no|prefiero no hacerlo|me temo que no|lo rechazo|estoy en contra|no siga|no sigas|ni loco|jamás|nunca jamás|en ningún caso|bajo ningún concepto|todavía no|aún no|ahora no|hoy no|por ahora no|mejor no|mejor que no|no quiero|no lo quiero|no deseo|no lo hagas|no lo haga|no me interesa|no estoy interesado|no estoy interesada|negativo|me niego|no realmente|la verdad que no`,
  ),
  noAlone: phrases(
    `nunca|que no|nada|nada más|nada mas|ninguno|ninguna|tampoco|alto|para|pare|detente|deténgase|cancela|cancele|cancelar|cancélalo|déjalo|déjelo|olvídalo|olvídelo|olvidalo|no hace falta|no es necesario|no lo necesito|eso es todo|es todo|estoy bien|estoy bien gracias|así está bien|creo que no|supongo que no|espero que no|no creo|no lo creo|he cambiado de opinión|he cambiado de idea|cancélelo|cambié de opinión|cambie de idea|otro día|otra vez será|en otro momento|más tarde|mas tarde|luego`,
  ),
  shortNo: phrases('yo no|no lo soy|no lo es|no lo tengo|no es así'),
  unsure: phrases(
    `quizás|sí y no|si y no|no sabría decirle|me lo pienso|me lo pensaré|más o menos|aún no lo sé|todavía no lo sé|quizás luego|tal vez más tarde|quizás más tarde|quizá|quizas|quiza|tal vez|talvez|a lo mejor|posiblemente|probablemente|puede ser|podría ser|puede|es posible|no sé|no se|no lo sé|no lo se|no sabría decir|no sabría|ni idea|no tengo idea|no tengo ni idea|no tengo la menor idea|no estoy seguro|no estoy segura|no estoy muy seguro|no estoy muy segura|no estoy del todo seguro|no estoy del todo segura|inseguro|insegura|no sé qué decir|quién sabe|quien sabe|depende|eso depende|difícil de decir|ya veremos|ya veré|tengo que pensarlo|déjame pensarlo|lo tengo que pensar|lo pensaré|tengo dudas|indeciso|indecisa|no puedo decidir|no me decido|los dos|ambos|cualquiera|lo uno o lo otro`,
  ),
  affirming: phrases(
    'cierto|verdad|es verdad|es cierto|correcto|bien|bueno|genial|perfecto|excelente|estupendo|sí|seguro|segura|así|verdadero|maravilloso|fantástico',
  ),
  denying: phrases('falso|incorrecto|mal|malo|erróneo|equivocado|mentira|terrible|no'),
  negations: phrases('no|nunca|jamás|no creo que|no pienso que'),
  passing: phrases(
    'no solo|sí o no|si o no|bueno saberlo|no sólo|no solamente|no obstante|si me|si lo|si es|si no|si usted|si puedo|si tengo|si hay|si quiero|bueno saber|ok google|ya no|claro está',
  ),
  narrowNo: { words: ['no'] },
  plainly: withoutAccents,
  interjections: phrases(
    `por favor|gracias|muchas gracias|mil gracias|perdón|perdona|disculpa|disculpe|lo siento|hola|buenas|eh|em|mmm|hm|hmm|ah|oh|uy|pues|bueno|entonces|y|mira|señor|señora|amigo|lamentablemente|desgraciadamente|m|gracias pero|lo siento pero`,
  ),
  corrections: phrases('quiero decir|quise decir|digo|espera|espere|perdón|perdona|mejor dicho|más bien|en realidad'),
  fillers: phrases(
    `realmente|muy|mucho|totalmente|completamente|absolutamente|definitivamente|la verdad|sinceramente|de verdad|en serio|ya|también|ahora|todavía|aún|yo|nosotros|usted|tú|eso|esto|ese|esa|este|esta|el|la|lo|los|las|un|una|de|del|que|me|mi|te|se|es|está|esta|son|fue|sería|soy|estoy|ha|he|diría|digo|decir|tengo que decir|creo|pienso|supongo|parece|me parece|respuesta|mi respuesta|la respuesta|a|al|en|con|para|por|tan|claro|seguramente|lamentablemente`,
  ),
  courtesy: phrases('gracias|muchas gracias|por favor|realmente|sí|no|ya|también'),
  but: phrases('pero|sin embargo|aunque|excepto|salvo|siempre que|solo si|sólo si|si es|si lo|si me|a menos que|con tal'),
  questions: phrases(
    `qué|quién|cuándo|cuando es|dónde|donde está|cómo es|cómo se|cómo puedo|cómo lo|cómo va|cómo funciona|como puedo|cuánto|cuánta|cuántos|cuál|cuáles|por qué|es posible|está seguro|está segura|estás seguro|estás segura|puede usted|puedes|puedo|podría|podrías|podemos|debo|debería|tengo que|hay alguna|hay algún|tiene usted|tienes|quiere que|quieres que|es seguro`,
  ),
  speakers: ['yo'],
}

/** Spanish. `no` denies whatever follows it in its clause. */
export const SPANISH: LanguageRules = {
  negation: {
    cues: 'no nunca jamás jamas nada nadie ningún ningun ninguno ninguna sin ni tampoco apenas imposible dejó dejo rechazó'.split(' '),
    narrowCues: [],
    laterCues: [],
    fillers: 'el la los las un una de muy tan ya aún todavía más se me'.split(' '),
    ends: 'y e pero o porque si qué que quién cómo donde ahora sino aunque así'.split(' '),
    exemptAfter: ['solo', 'sólo', 'solamente'],
  },
  fields: {
    numbers: {
      words: {
        cero: 0,
        ...numbered(
          'dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis/dieciseis diecisiete dieciocho diecinueve veinte',
          2,
        ),
      },
      articles: { uno: 1, una: 1, un: 1 },
      notAfter: ['cada', 'ese', 'este', 'el', 'la'],
      scales: 'cien cientos mil millón millones coma'.split(' '),
    },
    corrections: phrases('pero|sino|mejor|en realidad|quise decir|quiero decir|en vez|en su lugar|que sean|que sea|cambia a|cámbialo a'),
  },
  answerWords: answerWordsOf(ANSWERS),
  answers: ANSWERS,
}
