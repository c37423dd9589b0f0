import type { AnswerLine } from '../../conversation/answer.ts';
import type { Case, DossierItem } from '../../procedure/procedure.ts';
import { capitalise, shorten } from '../../procedure/wording.ts';
import { fill } from '../replies.ts';
import type { FacetInput } from './facet-input.ts';

/** Most papers shown in one answer; the rest is on the procedure's page. */
const MAX_PAPERS = 30;
const MAX_PAPER_NAME = 360;

/** A paper that only some applicants bring says so at its beginning. */
const CONDITIONAL =
  /^[\s\-+*•]*(?:\([^)]*\)\s*)?(?:(?:trong )?trường hợp|nếu|đối với|khi|riêng)(?=\s)/iu;

/** Papers by case: the cases that fit the question first, the others named. */
export function dossierLines({ procedure, replies, relevance }: FacetInput): AnswerLine[] {
  const cases = procedure.cases.filter((one) => one.items.some((item) => item.kind === 'paper'));
  if (cases.length === 0) {
    return [
      { style: 'text', text: fill(replies.dossier['none']) },
      ...procedure.cases.flatMap((one) => noteLines(one, relevance)),
    ];
  }
  const total = cases.reduce((sum, one) => sum + one.items.length, 0);
  const shown = total <= MAX_PAPERS ? cases : chooseCases(cases, relevance);
  const lines: AnswerLine[] = [];
  let budget = MAX_PAPERS;
  let left = 0;
  for (const one of shown) {
    if (one.name !== '' && cases.length > 1) {
      lines.push({
        style: 'heading',
        text: caseTitle(one, replies.dossier['caseTitle'] ?? '{name}'),
      });
    } else if (one.name !== '') {
      lines.push({ style: 'heading', text: capitalise(one.name.replace(/[:;]\s*$/u, '')) });
    }
    const papers = one.items.filter((item) => item.kind === 'paper');
    const always = papers.filter((item) => !isConditional(item));
    const sometimes = papers.filter(isConditional);
    for (const [group, heading] of [
      [always, ''],
      [sometimes, fill(replies.dossier['conditional'])],
    ] as const) {
      const room = group.slice(0, Math.max(0, budget));
      budget -= room.length;
      left += group.length - room.length;
      if (heading !== '' && room.length > 0) lines.push({ style: 'heading', text: heading });
      for (const item of room)
        lines.push({ style: 'bullet', text: paperText(item, replies.dossier) });
    }
    lines.push(...noteLines(one, relevance));
  }
  if (left > 0) lines.push({ style: 'text', text: fill(replies.dossier['more']) });
  if (shown.some((one) => one.shortened)) {
    lines.push({ style: 'note', text: fill(replies.dossier['shortened']) });
  }
  const hidden = cases.filter((one) => !shown.includes(one) && one.name !== '');
  if (hidden.length > 0) {
    lines.push({
      style: 'text',
      text: fill(replies.dossier['otherCases'], {
        cases: hidden
          .slice(0, 6)
          .map((one) => `“${shorten(one.name.replace(/[:;.*]+\s*$/u, ''), 90)}”`)
          .join('; '),
      }),
    });
  }
  return lines;
}

const isConditional = (item: DossierItem): boolean =>
  item.conditional === true || CONDITIONAL.test(item.name);

function chooseCases(cases: readonly Case[], relevance: (text: string) => number): readonly Case[] {
  const ranked = cases
    .map((one, at) => ({
      one,
      at,
      value:
        relevance(one.name) + 0.3 * Math.max(0, ...one.items.map((item) => relevance(item.name))),
    }))
    .sort((a, b) => b.value - a.value || a.at - b.at);
  const chosen = new Set<Case>();
  let papers = 0;
  for (const { one } of ranked) {
    if (papers > 0 && papers + one.items.length > MAX_PAPERS) continue;
    chosen.add(one);
    papers += one.items.length;
  }
  return cases.filter((one) => chosen.has(one));
}

function caseTitle(one: Case, template: string): string {
  const name = one.name.replace(/[:;]\s*$/u, '').replace(/^[*+\-\s]+/u, '');
  return /^trường hợp|^lưu ý|^giấy tờ/iu.test(name) ? capitalise(name) : fill(template, { name });
}

function paperText(item: DossierItem, texts: Readonly<Record<string, string>>): string {
  const forms = readableForms(item);
  const counts = [
    item.originals > 0 ? fill(texts['originals'], { count: String(item.originals) }) : '',
    item.copies > 0 ? fill(texts['copies'], { count: String(item.copies) }) : '',
    forms.length > 0 ? fill(texts['form'], { form: forms.slice(0, 2).join(', ') }) : '',
  ].filter((part) => part !== '');
  const name = shorten(
    item.name.replace(/^[\s\-+*•]+/u, '').replace(/[;,.]\s*$/u, ''),
    MAX_PAPER_NAME,
  );
  return counts.length === 0
    ? fill(texts['paperNoCount'], { name })
    : fill(texts['paper'], { name, counts: counts.join(', ') });
}

/** The notes that speak of what was asked, at most two; the others are on the procedure's page. */
function noteLines(one: Case, relevance: (text: string) => number): AnswerLine[] {
  return one.items
    .filter((item) => item.kind === 'note')
    .map((item) => ({ item, value: relevance(item.name) }))
    .filter(({ value }) => value >= 0.3)
    .sort((a, b) => b.value - a.value)
    .slice(0, 2)
    .map(({ item }) => ({ style: 'note', text: shorten(item.name, MAX_PAPER_NAME) }));
}

/** Names of form files that can be read by a person; mangled ones ("MuCT01banhnhkm.doc") are not told. */
function readableForms(item: DossierItem): string[] {
  return item.forms
    .map((form) => form.name.replace(/\.[a-z]{3,4}$/iu, '').trim())
    .filter((name) => /\s/u.test(name) && !item.name.includes(name));
}
