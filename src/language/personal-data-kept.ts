import type { Stretch, View } from './personal-data-view.ts';

/** Procedure codes: `1.001193`, `2.000815.000.00.00.H29`. */
const PROCEDURE =
  /(?<![\d.,/-])[1-9] ?\. ?\d{6}(?:\.\d{3}(?:\.\d{2}){2})?(?:\.[a-z]\d{2,3})?(?!\d)/gu;
/** Dossier codes of the public service portals: `H15.50-260706-1377`, `000.00.01.H29-260310-0420`. */
const DOSSIER =
  /(?<![a-z0-9.])(?:[a-z]\d{2}(?:\.[a-z]?\d{2,3}){0,5}|\d{2,3}(?:\.[a-z]?\d{2,3}){1,5}) ?- ?\d{6} ?- ?\d{3,6}(?!\d)/gu;
/** Ids of records and conversations. */
const UUID = /(?<![a-z0-9])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![a-z0-9])/gu;
const DOSSIER_BY_YEAR = /(?<![\d/])\d{4,6}\/20\d{2}\/\d{4,6}(?![\d/])/gu;
/** Numbers of laws, decrees, circulars, decisions and letters of offices. */
const LEGAL =
  /(?<![\d/])\d{1,5}(?:\/\d{4})?\/(?:nd|tt|ttlt|qd|nq|qh|tb|ct|cd|kh|vbhn|cv|hd|bc|ubnd|pl|l|ctr|ttr|sl)(?:\d{1,2})?(?:-[a-z]{1,10}\d{0,2}){0,3}(?![a-z0-9])/gu;
/** Numbers an office gave to a paper or a payment, told by the word before them. */
const BY_WORD =
  /(?<![a-z])(?:(?:ma(?: so)?|so) (?:ho so|bien nhan|don hang|van don|giao dich|tra cuu|phan anh|hoa don|bien lai|se-?ri|serial|phat hanh|vao so|hieu)|serial|se-?ri)(?:[ :#.-]{1,3}(?:la|so|cua|em|toi|minh|hoa|don|giay|number|no)(?![a-z])){0,4}[ :#.-]{0,3}(?:[a-z]{1,3} ?)?\d[\d./-]{3,30}/gu;
const COMPANY =
  /(?<![a-z])(?:mst|ma so(?: thue)?)(?: cua| so)?(?: doanh nghiep| cong ty| dn| cty| to chuc)(?:[ :.-]{1,3}(?:la|so|cua|em|toi|minh|con|me|cong|ty|doanh|nghiep)(?![a-z])){0,3}[ :.-]{0,3}\d[\d -]{8,14}\d/gu;
/** Land papers: two letters and six to eight digits. */
const LAND_PAPER = /(?<![a-z0-9])[a-z]{2} ?\d{5,8}(?![ .]?\d)/gu;

const MONEY_GROUPS =
  /(?<![\d.,/])(?<!(?<!\d)(?:0\d{2,3}\)?|84)[ .-]{1,2})(?!84[.,]?[35789]\d\d[.,])[1-9]\d{0,2}(?:([.,])\d{3}(?!\d))(?:\1\d{3}(?!\d)){0,4}(?![.,/]\d)/gu;
const MONEY_BY_WORD =
  /(?<![\d.,/-])[1-9][\d.,]{0,17} ?(?:dong|d|vnd|usd|trieu|tr|ty|ti|nghin|ngan|k)(?![a-z])/gu;
/** Numbers of services that answer everyone. */
const HOTLINE = /(?<!\d)1[89]00(?:[ .-]?\d){4,6}(?!\d)/gu;
/** Emergency numbers in a row: 113, 114, 115. */
const EMERGENCY = /(?<![\d.])11[1-5](?: ?(?:,|\/|-|hay|hoac|va) ?11[1-5])+(?!\d)/gu;
const DATE =
  /(?<![\d./-])(?:0?[1-9]|[12]\d|3[01]) ?([./-]) ?(?:0?[1-9]|1[0-2]) ?\1 ?(?:19|20)\d{2}(?![./-]?\d)/gu;
const YEARS = /(?<!\d)(?:19|20)\d{2}(?:[ ,.-]{1,3}(?:19|20)\d{2}(?!\d)){1,60}(?!\d)/gu;

/** What is never personal whatever stands around it. Read before everything else. */
export function surelyKept(view: View): Stretch[] {
  return each(view, [UUID, DOSSIER, DOSSIER_BY_YEAR, PROCEDURE, LEGAL, BY_WORD, COMPANY]);
}

/** What is not personal unless a word before it said so. Read after what words told. */
export function likelyKept(view: View): Stretch[] {
  return each(view, [HOTLINE, EMERGENCY, DATE, YEARS, MONEY_GROUPS, MONEY_BY_WORD, LAND_PAPER]);
}

function each(view: View, patterns: readonly RegExp[]): Stretch[] {
  return patterns.flatMap((pattern) =>
    [...view.folded.matchAll(pattern)].map((match) => ({
      kind: 'kept' as const,
      from: match.index,
      to: match.index + match[0].length,
    })),
  );
}
