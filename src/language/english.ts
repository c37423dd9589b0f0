import { hasMarks } from './fold.ts';

/** Common English words that are no Vietnamese syllables, or hardly ever stand alone as one. */
const WORDS = new Set(
  `the is are was were what which where when who whose how why does did could should would need want my we you your
  for from with without and or of an at by get apply apply register registered registration renew renewal replace replacement document
  documents paper papers fee fees cost costs long much many day days certificate certificates license licence licenses permit permits
  passport visa birth marriage married death land house home company business child children baby newborn foreigner foreigners foreign
  vietnamese vietnam lost please help hello there it this that have has must required require application form forms been if after before
  not am stay extend extension copy copies office commune ward police card identity citizen health insurance tax code driving driver
  driving residence temporary permanent single status record criminal school work wife husband son daughter mother father car motorbike
  procedure procedures submit pay change new old name address buy sell rent our us me they them their its can will shall may than then
  about into out up down over under between during one two three first last next own hold wants living live working open close shop store
  restaurant own ownership apartment building construction transfer mortgage signature certified notarized degree diploma pension
  retirement unemployment benefit benefits allowance disabled disability elderly adoption adopt citizenship nationality`
    .split(/\s+/u)
    .filter((word) => word !== ''),
);
/** English words that are Vietnamese syllables typed without marks as well: weak evidence. */
const WEAK = new Set([
  'a',
  'i',
  'in',
  'to',
  'do',
  'on',
  'be',
  'me',
  'so',
  'he',
  'she',
  'us',
  'can',
  'than',
  'them',
  'may',
  'an',
  'long',
  'fee',
  'am',
  'son',
  'it',
  'at',
  'by',
  'up',
  'car',
  'tax',
  'new',
  'old',
  'last',
  'own',
]);

/** Whether a text is plainly English: few words are Vietnamese, and several are English. */
export function isEnglish(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length === 0) return false;
  const marked = words.filter(hasMarks).length;
  if (marked > words.length * 0.25) return false;
  const strong = words.filter((word) => WORDS.has(word) && !WEAK.has(word)).length;
  const weak = words.filter((word) => WEAK.has(word)).length;
  return strong >= 2 && (strong + 0.5 * weak) / words.length >= 0.3;
}
