import { affirm, all, any, type Condition, compileFlow, deny, keyword, unsure } from 'talkchart'
import { stemmers } from 'talkchart/languages'
import { describe, expect, test } from 'vitest'
import { createActor } from 'xstate'

const ASKED = { yes: affirm(), no: deny(), maybe: unsure() }

function fired(
  transitions: Readonly<Record<string, Condition>>,
  text: string,
  language = 'en',
  globals: Readonly<Record<string, Condition>> = {},
) {
  const next = (list: object) => Object.fromEntries(Object.keys(list).map((name) => [name, 'end']))
  const states = { start: { prompt: { say: 'Well?' }, transitions, nextStates: next(transitions) }, end: { prompt: { say: 'Fine.' } } }
  const flow = { name: 'asked', language, initialState: 'start', states, globalTransitions: globals, globalNextStates: next(globals) }
  const actor = createActor(compileFlow(flow, { stemmers }))
  let transition: string | null = null
  actor.on('state.entered', (event) => {
    transition = event.transition
  })
  actor.start()
  actor.send({ type: 'user.message', text })
  return transition
}

const SENTENCES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  en: {
    yes: [
      'yes',
      'Yeah',
      'yep',
      'absolutely',
      'of course',
      'sure thing',
      'k',
      'y',
      'OK!!',
      '👍',
      'sounds good',
      'go ahead',
      'why not?',
      "I don't mind",
      'no problem',
      'sure, no problem',
      "that's right",
      'please do',
      'that would be great',
      "that's not a problem",
      'uh-huh',
      'the answer is yes',
      'by all means',
    ],
    no: [
      'no',
      'nah',
      'nope',
      'No thank you',
      'not really',
      "don't do it",
      'dont do it, ok',
      'false for sure',
      "I'm okay thanks",
      "I'd rather not",
      "I don't want to approve",
      "I'm not going to",
      "I didn't say yes",
      'not 100% sure',
      'without my permission',
      'never mind',
      '👎',
      "that's wrong",
      "I don't think so",
      'under no circumstances',
      'please, no',
      'not yet',
    ],
    maybe: ['maybe', 'I am not sure', 'no idea', "I don't know", 'it depends', 'hard to say', '🤷', 'could be either', 'not a clue', 'idk'],
    null: [
      'are you sure?',
      'Is it OK?',
      'is it ok if I pay tomorrow?',
      'it looks broken',
      'I know',
      'yes but not today',
      'ok, are you sure?',
      'yes?',
      'right now',
      'no one told me',
      'I have a question',
      'what is the weather like',
      'I am looking for a phone',
      'when will it be fixed?',
    ],
  },
  de: {
    yes: [
      'Ja',
      'ja, gerne',
      'Na klar',
      'Kein Problem',
      'Das stimmt',
      'Auf jeden Fall',
      'Warum nicht?',
      'passt schon',
      'Geht in Ordnung',
      'Natürlich',
    ],
    no: [
      'Nein',
      'Nein danke',
      'Lieber nicht',
      'Ich möchte das nicht',
      'Das stimmt nicht',
      'Auf keinen Fall',
      'Bitte nicht',
      'Noch nicht',
      'Vergiss es',
      'Ich glaube nicht',
    ],
    maybe: ['Vielleicht', 'Keine Ahnung', 'Ich weiß nicht', 'Kommt drauf an', 'Bin mir nicht sicher'],
    null: [
      'Sind Sie sicher?',
      'Ist das in Ordnung?',
      'Ja, aber nicht heute',
      'Ich habe eine Frage',
      'Wann kommt mein Paket?',
      'Mein Konto ist gesperrt',
    ],
  },
  fr: {
    yes: [
      'Oui',
      'Oui, bien sûr',
      'D’accord',
      'Ça marche',
      'Pas de problème',
      'Pourquoi pas ?',
      'Allez-y',
      'Volontiers',
      'Tout à fait',
      'C’est exact',
    ],
    no: [
      'Non',
      'Non merci',
      'Pas du tout',
      'Je ne veux pas',
      'Surtout pas',
      'Ce n’est pas vrai',
      'Pas encore',
      'C’est faux',
      'Laissez tomber',
      'Je ne crois pas',
    ],
    maybe: ['Peut-être', 'Je ne sais pas', 'Aucune idée', 'Ça dépend', 'Je ne suis pas sûr'],
    null: [
      'Vous êtes sûr ?',
      'Est-ce que c’est possible ?',
      'Oui mais pas aujourd’hui',
      'Où est ma commande ?',
      'Ma carte est bloquée',
      'J’ai une question',
    ],
  },
  es: {
    yes: [
      'Sí',
      'Si, claro',
      'Vale',
      'Por supuesto',
      'De acuerdo',
      'Sin problema',
      '¿Por qué no?',
      'Adelante',
      'Eso es correcto',
      'Claro que sí',
    ],
    no: [
      'No',
      'No, gracias',
      'Para nada',
      'Claro que no',
      'No quiero',
      'Eso no es verdad',
      'Todavía no',
      'Es falso',
      'Mejor no',
      'Creo que no',
    ],
    maybe: ['Quizás', 'No sé', 'Tal vez', 'Ni idea', 'Depende'],
    null: ['¿Está seguro?', '¿Es posible?', 'Sí, pero hoy no', '¿Dónde está mi pedido?', 'Mi tarjeta está bloqueada', 'Tengo una pregunta'],
  },
}

describe.each(Object.entries(SENTENCES))('in %s', (language, byAnswer) => {
  const cases = Object.entries(byAnswer).flatMap(([answer, texts]) => texts.map((text) => [text, answer] as const))
  test.each(cases)('%j: %s', (text, answer) => expect(String(fired(ASKED, text, language))).toBe(answer))
})

describe('beside keywords', () => {
  const topics = { persists: keyword(['persist']), help: keyword(['help', 'problem']), yes: affirm(), no: deny() }
  test.each([
    ['yes, it persists', 'persists'],
    ["no thanks, I don't need help", 'no'],
    ['no problem', 'yes'],
    ['yes, I need help', 'help'],
  ])('%j fires %s', (text, name) => expect(fired(topics, text)).toBe(name))

  test('a global keyword counts too', () => {
    const globals = { human: keyword(['human']) }
    expect(fired(ASKED, 'yes, a human please', 'en', globals)).toBe('human')
    expect(fired(ASKED, 'no human please', 'en', globals)).toBe('no')
  })
  test('keywords within a composition do not stand in the way', () => {
    expect(fired({ yes: affirm(), topic: all(keyword(['card'])) }, 'yes, my card')).toBe('yes')
  })
})

describe('words of its own', () => {
  const send = { yes: affirm({ also: ['ship it'] }), no: deny({ also: ['keep it'] }), other: keyword(['it', 'parcel']) }
  test.each([
    ['ship it', 'yes'],
    ['please keep it', 'no'],
    ["don't ship it", 'no'],
    ['ship it?', null],
    ['the parcel', 'other'],
  ])('%j fires %s', (text, name) => expect(fired(send, text)).toBe(name))

  test('one answer in two parts of a composition is the same one', () => {
    expect(fired({ first: any(deny(), keyword(['stop'])), second: affirm() }, 'nope')).toBe('first')
  })
})

test.each(['it', 'ja'])('a language without answers (%s) is refused by name', (language) => {
  expect(() => fired(ASKED, 'sì', language)).toThrow(new RegExp(`"${language}"`))
})
test('a language that is known and was not given is refused by name', () => {
  const flow = { name: 'asked', language: 'de-CH', initialState: 'start', states: { start: { prompt: { say: 'Ja?' } } } }
  expect(() => compileFlow(flow)).toThrow(/"de-CH".*stemmers\.de/s)
  expect(() => compileFlow(flow, { stemmers: { de: stemmers.de } })).not.toThrow()
})
