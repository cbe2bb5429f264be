import { createDisjointSets } from './duplicates/disjoint-sets.ts'

/**
 * Names that a person cannot tell apart, in groups: capitals, composed and decomposed accents, widths of letters, spaces
 * at the ends, characters that take no room, letters of other alphabets that look the same, and numbers such as 1, 01
 * and 1.0. In the order given; the same name twice counts once.
 */
export function nearNames(names: readonly string[]): string[][] {
  const own = [...new Set(names)]
  const sets = createDisjointSets(own.length)
  const first = new Map<string, number>()
  for (const [place, name] of own.entries())
    for (const look of [folded(name), folded(inLatin(name))]) {
      const earlier = first.get(look)
      if (earlier === undefined) first.set(look, place)
      else sets.join(earlier, place)
    }
  return sets
    .sets()
    .filter(({ length }) => length > 1)
    .map(places => places.map(place => own[place] ?? ''))
}

/** Each name of a group in quotes, with what cannot be seen or is of another alphabet as `\u200b`. */
export function spellings(group: readonly string[]): string[] {
  const isForeign = group.some(name => /^[ -~]*$/.test(name)) ? foreign : /(?!)/
  return group.map(name => {
    const marked = Array.from(name, character =>
      hidden.test(character) || isForeign.test(character) ? escaped(character) : character,
    )
    return `"${marked.join('')}"`
  })
}

/** Control characters, what takes no room, accents that stand alone, and spaces other than the usual one. */
const hidden = /[\p{C}\p{M}\p{Zl}\p{Zp}\u3164]|(?! )\p{Zs}/u
const foreign = /[^\p{ASCII}\p{Script=Latin}]/u

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16)
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
}

/** What is left where case, width, accents' form and the invisible do not count. */
function folded(name: string): string {
  const plain = compatible(name)
    .replaceAll(/[\p{Cf}\p{Cc}\p{Variation_Selector}\u115f\u1160]|\u034f/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFC')
  const [, sign, digits] = /^([+-]?)0*(\d+)(?:\.0*)?$/.exec(plain) ?? []
  return digits === undefined ? plain : `${sign === '-' ? '-' : ''}${digits}`
}

/** Compatibility forms, but m² is not m2. */
function compatible(name: string): string {
  return name
    .normalize('NFC')
    .replaceAll(/[^\u00b2\u00b3\u00b9\u2070-\u209f\u2460-\u24ff]+/gu, part => part.normalize('NFKC'))
}

/** Letters of the same shape; в and В are two entries, as only the capital looks like B (Unicode Technical Standard 39). */
const cyrillic = 'аеорсухіјѕһԁԛԝАВЕКМНОРСТХУІЈЅԌԚԜ'
const likeCyrillic = 'aeopcyxijshdqwABEKMHOPCTXYIJSGQW'
const greek = 'ονΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'
const likeGreek = 'ovABEZHIKMNOPTYX'
const latin = new Map(
  Array.from(cyrillic + greek, (letter, place) => [letter, (likeCyrillic + likeGreek)[place] ?? letter]),
)

function inLatin(name: string): string {
  return Array.from(name.normalize('NFC'), letter => latin.get(letter) ?? letter).join('')
}
